import { borrowBroker, type Broker } from '../../../test/support/broker.js';
import { WireProxy } from '../../../test/faults/wire/proxy.js';
import { Exchange } from './support/exchange.js';
import { someEvents } from './support/services.js';

// Time for two heartbeats, or a missing confirm, and a new connection.
const boundMilliseconds = 20_000;

describe('A connection to RabbitMQ that goes silent (S10)', () => {
  let broker: Broker;
  let proxy: WireProxy;
  let exchange: Exchange;

  beforeAll(async () => {
    broker = await borrowBroker();
    proxy = await WireProxy.inFrontOf(broker.url);
    exchange = await Exchange.open('rabbitmq', proxy.url);
  });

  afterAll(async () => {
    await exchange.close();
    await proxy.stop();
    await broker.release();
  });

  it('is replaced by the relay and the consumer, and every event takes effect once', async () => {
    await exchange.startProducer();
    // Ensures that only the broker delivers the events.
    await exchange.startConsumer({}, { reconcileSeconds: 86_400 });
    const before = await exchange.emit(someEvents(10));
    await exchange.untilConsumed(10);
    proxy.silence();
    const silentAt = performance.now();
    const after = await exchange.emit(someEvents(10));
    const consumed = await exchange.untilConsumed(20);
    expect(performance.now() - silentAt).toBeLessThan(boundMilliseconds);
    expect(new Set(consumed.map(({ id }) => id))).toEqual(new Set([...before, ...after].map(({ id }) => id)));
  });

  it('does not prevent the service from stopping', async () => {
    proxy.freeze();
    const stoppedAt = performance.now();
    await exchange.stop(exchange.producer);
    expect(performance.now() - stoppedAt).toBeLessThan(10_000);
    proxy.thaw();
  });
});
