import { connect, type Channel, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { borrowBroker, type Broker } from '../../support/broker.js';
import { until } from '../../support/until.js';
import { amqp } from './amqp.js';
import type { Step } from './protocol.js';
import { WireProxy } from './proxy.js';

describe('A proxy in front of RabbitMQ', () => {
  let broker: Broker;
  let proxy: WireProxy;
  let direct: ChannelModel;
  let queues: Channel;
  const connections: ChannelModel[] = [];

  beforeAll(async () => {
    broker = await borrowBroker();
    proxy = await WireProxy.inFrontOf(broker.url, amqp);
    direct = await connect(broker.url);
    queues = await direct.createChannel();
  });

  beforeEach(() => queues.assertQueue('notes'));

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close().catch(() => undefined)));
    await queues.deleteQueue('notes');
  });

  afterAll(async () => {
    await direct.close();
    await proxy.stop();
    await broker.release();
  });

  async function connectThrough(): Promise<ChannelModel> {
    const connection = await connect(proxy.url);
    connection.on('error', () => undefined);
    connections.push(connection);
    return connection;
  }

  const publisher = async (): Promise<ConfirmChannel> => {
    const channel = await (await connectThrough()).createConfirmChannel();
    channel.on('error', () => undefined);
    return channel;
  };

  const messageCount = async (): Promise<number> => (await queues.checkQueue('notes')).messageCount;

  const publish = (channel: ConfirmChannel, text: string): void => {
    channel.sendToQueue('notes', Buffer.from(text));
  };

  it('knows publishes and confirms, deliveries and acknowledgements', async () => {
    const steps: Step[] = [];
    const unwatch = proxy.watch((step) => steps.push(step));
    const channel = await publisher();
    ['first', 'second', 'third'].forEach((text) => publish(channel, text));
    await channel.waitForConfirms();
    const consumer = await (await connectThrough()).createChannel();
    const received: string[] = [];
    await consumer.consume('notes', (message) => {
      received.push(message?.content.toString() ?? '');
      if (message && received.length === 3) {
        consumer.ack(message, true);
      }
    });
    await until('all are acknowledged', () => steps.filter(({ kind }) => kind === 'deliver').length === 4);
    unwatch();
    expect(received).toEqual(['first', 'second', 'third']);
    const confirmed = steps.filter(({ kind, moment }) => kind === 'publish' && moment === 'after');
    expect(confirmed.flatMap(({ text }) => text.split('\n'))).toEqual([' notes', ' notes', ' notes']);
    expect(steps.at(-1)).toEqual({
      moment: 'after',
      kind: 'deliver',
      text: 'notes  notes\nnotes  notes\nnotes  notes',
      isGood: true,
    });
  });

  it('loses a publish', async () => {
    const channel = await publisher();
    const point = proxy.at({ moment: 'before', kind: 'publish', text: /notes/ }, () => 'close');
    publish(channel, 'lost');
    await expect(channel.waitForConfirms()).rejects.toThrow();
    await point.hit;
    expect(await messageCount()).toBe(0);
  });

  it('loses the confirm of a message that the broker has', async () => {
    const channel = await publisher();
    const point = proxy.at({ moment: 'after', kind: 'publish', text: /notes/ }, () => 'close');
    publish(channel, 'kept');
    await expect(channel.waitForConfirms()).rejects.toThrow();
    await point.hit;
    await until('the broker counts it', async () => (await messageCount()) === 1);
  });

  it('loses an acknowledgement, so the broker delivers the message again', async () => {
    const channel = await publisher();
    publish(channel, 'twice');
    await channel.waitForConfirms();
    const point = proxy.at({ moment: 'after', kind: 'deliver', text: /^notes / }, () => 'close');
    const redelivered: boolean[] = [];
    const consume = async (): Promise<void> => {
      const consumer = await (await connectThrough()).createChannel();
      consumer.on('error', () => undefined);
      await consumer.consume('notes', (message) => {
        if (message) {
          redelivered.push(message.fields.redelivered);
          consumer.ack(message);
        }
      });
    };
    await consume();
    await point.hit;
    await consume();
    await until('it comes again', () => redelivered.length === 2);
    expect(redelivered).toEqual([false, true]);
  });
});
