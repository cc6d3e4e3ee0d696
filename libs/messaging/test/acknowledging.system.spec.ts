import { borrowBroker, type Broker } from '../../../test/support/broker.js';
import { until } from '../../../test/support/until.js';
import { amqp } from '../../../test/faults/wire/amqp.js';
import { WireProxy } from '../../../test/faults/wire/proxy.js';
import { Exchange } from './support/exchange.js';
import { someEvents } from './support/services.js';

describe('A consumer of a queue', () => {
  let broker: Broker;
  let proxy: WireProxy;
  let exchange: Exchange;

  beforeAll(async () => {
    broker = await borrowBroker();
    proxy = await WireProxy.inFrontOf(broker.url, amqp);
    exchange = await Exchange.open('rabbitmq', proxy.url);
  });

  afterAll(async () => {
    await exchange.close();
    await proxy.stop();
    await broker.release();
  });

  it('acknowledges messages once their effects are committed, and not before (S3)', async () => {
    let acknowledged = 0;
    proxy.watch(({ kind, moment }) => {
      acknowledged += kind === 'deliver' && moment === 'after' ? 1 : 0;
    });
    let acknowledgedTooEarly: boolean | undefined;
    await exchange.startProducer();
    await exchange.startConsumer(
      {
        during: async () => {
          // An early acknowledgement has a second to arrive.
          acknowledgedTooEarly ??= await until('it is acknowledged', () => acknowledged > 0, 1000).then(
            () => true,
            () => false,
          );
        },
      },
      { reconcileSeconds: 86_400 },
    );
    await exchange.emit(someEvents(1));
    await exchange.untilConsumed(1);
    await until('it is acknowledged', () => acknowledged > 0);
    expect(acknowledgedTooEarly).toBe(false);
  });

  it('gets an event whose publish was lost: the relay counts only what the broker has confirmed (S3)', async () => {
    const consumed = (await exchange.untilConsumed(1)).length;
    const point = proxy.at({ moment: 'before', kind: 'publish', text: /^/ }, () => 'close');
    await exchange.emit(someEvents(1));
    await point.hit;
    await exchange.untilConsumed(consumed + 1);
  });
});
