import { Logger } from '@nestjs/common';
import amqp from 'amqplib';
import { v4 as uuidv4 } from 'uuid';
import { parkedMessagePage, type ParkedMessageView } from '@ates/contracts';
import { Gauges } from '@ates/platform';
import { Api } from '../../../test/support/api.js';
import {
  brokerUrlOf,
  createTopology,
  publishAs,
  startPrivateBroker,
  type PrivateBroker,
} from '../../../test/support/broker.js';
import { statementsDuring, transactionsWith } from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';
import { Exchange } from './support/exchange.js';
import { someEvents, urlOf } from './support/services.js';

const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

const userBody = () => JSON.stringify({ user_id: uuidv4(), timestamp: new Date().toISOString() });

describe('RabbitMQ', () => {
  let broker: PrivateBroker;
  let exchange: Exchange;
  const warnings: string[] = [];

  /** Whether a service has warned about something. */
  const logged = (text: RegExp): boolean => warnings.some((line) => text.test(line));

  beforeAll(async () => {
    broker = await startPrivateBroker();
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => {
      warnings.push(message);
    });
  });
  beforeEach(async () => {
    exchange = await Exchange.open('rabbitmq', broker.url);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());
  afterAll(async () => {
    vi.restoreAllMocks();
    await broker.release();
  });

  /** Runs `work` with a queue of the test's own that receives every event of auth. */
  const withProbe = <Result>(
    work: (channel: amqp.Channel, queue: string) => Promise<Result>,
  ): Promise<Result> =>
    exchange.withChannel(async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, 'auth.events', '#');
      return work(channel, queue);
    });

  const nextOf = (channel: amqp.Channel, queue: string): Promise<amqp.GetMessage> =>
    until('a message arrives', async () => {
      const message = await channel.get(queue, { noAck: true });
      return message === false ? undefined : message;
    });

  it('carries exactly the body of an event; everything else is in the properties', async () => {
    await withProbe(async (channel, queue) => {
      const [event] = await exchange.emit(someEvents(1));
      const { content, fields, properties } = await nextOf(channel, queue);
      expect(content.toString()).toBe(JSON.stringify(event?.body));
      expect(fields.routingKey).toBe('auth.user.created');
      expect(properties).toMatchObject({
        messageId: event?.id,
        type: 'auth.user.created',
        appId: 'auth',
        userId: 'auth',
        contentType: 'application/json',
        deliveryMode: 2,
        headers: { 'schema-version': '1' },
      });
      expect(Math.abs(Number(properties.timestamp) - Date.now() / 1000)).toBeLessThan(60);
    });
  });

  const untilPublished = (): Promise<boolean> =>
    until('everything is published', async () => {
      const [row] = await exchange.producerDatabase.query<{ isDone: boolean }>(
        `select last_position = (select position from outbox_relay) and not exists
                (select from outbox_new) as "isDone" from outbox_head`,
      );
      return row?.isDone;
    });

  it('takes one prepared statement to read the next events, and one to move the cursor past them', async () => {
    await exchange.emit(someEvents(1));
    await untilPublished();
    const sent = await statementsDuring(async () => {
      await exchange.emit(someEvents(20));
      await untilPublished();
    });
    const [reading, moving] = [/events_after/, /update outbox_relay/].map((sql) =>
      sent.filter(({ text }) => sql.test(text)),
    );
    expect(moving).toHaveLength(1);
    // Others find that there is nothing else.
    expect(reading?.length).toBeLessThan(5);
    expect([...(reading ?? []), ...(moving ?? [])].every(({ isPrepared }) => isPrepared)).toBe(true);
    expect(transactionsWith(sent, '')).toHaveLength(1);
  });

  const untilUnrouted = async (count: number, query = ''): Promise<ParkedMessageView[]> => {
    const api = new Api(await urlOf(exchange.producer));
    return until(`${count} unrouted messages are listed`, async () => {
      const { items } = parkedMessagePage.parse(
        (await api.get(`/parked-messages?kind=unrouted${query}`)).body,
      );
      return items.length === count ? items : undefined;
    });
  };

  it('drops a declared event that is routed to no queue, since the feed keeps it (S6)', async () => {
    await exchange.emit(someEvents(500));
    await untilPublished();
    // Messages keep their order, so once this one has arrived none of the others is in flight.
    await exchange.publish('auth.events', 'auth.perch.promoted', userBody());
    expect(await untilUnrouted(1)).toMatchObject([{ type: 'auth.perch.promoted' }]);
    await exchange.withChannel(async (channel) => {
      expect(await channel.checkQueue('auth.unrouted-messages')).toMatchObject({ messageCount: 0 });
    });
  });

  it('lists an unrouted message among the parked ones until it is replayed or discarded (S6)', async () => {
    const body = userBody();
    await exchange.publish('auth.events', 'auth.perch.promoted', body, {
      messageId: 'one',
      appId: 'somebody',
    });
    await exchange.publish('auth.events', 'auth.perch.promoted', body, { messageId: 'two' });
    const [one, two] = await untilUnrouted(2);
    expect(one).toMatchObject({
      source: 'auth.unrouted',
      message_id: 'one',
      reason: 'No queue is bound to auth.events for auth.perch.promoted.',
      preview: body,
    });
    const api = new Api(await urlOf(exchange.producer));
    expect(await exchange.producer.get(Gauges).measure()).toMatchObject({ unrouted_messages: 2 });
    const stillUnrouted = await api.post(`/parked-messages/${one?.id}/replay`);
    expect(stillUnrouted).toMatchObject({ status: 422, body: { type: 'urn:ates:problem:replay-failed' } });
    expect(stillUnrouted.body['detail']).toContain('No queue is bound');
    await untilUnrouted(2);
    await exchange.withChannel(async (channel) => {
      const { queue } = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(queue, 'auth.events', 'auth.perch.promoted');
      expect(await api.post(`/parked-messages/${one?.id}/replay`)).toMatchObject({
        status: 200,
        body: { state: 'replayed' },
      });
      const { content, properties } = await nextOf(channel, queue);
      expect(content.toString()).toBe(body);
      expect(properties).toMatchObject({ messageId: 'one', appId: 'somebody' });
    });
    expect(await api.send('DELETE', `/parked-messages/${two?.id}`)).toMatchObject({ status: 204 });
    await untilUnrouted(0);
    await untilUnrouted(1, '&state=replayed');
  });

  it('keeps only the newest thousand unrouted messages (S6)', async () => {
    await publishAs(
      broker.url,
      'auth.events',
      Array.from({ length: 1100 }, (_, index) => ({ type: 'auth.perch.promoted', body: `${index + 1}` })),
    );
    await until(
      'the newest thousand are kept',
      async () => {
        const rows = await exchange.producerDatabase.query<{ body: string }>(
          `select convert_from(body, 'UTF8') as body from parked_message order by id`,
        );
        return rows.length === 1000 && rows[0]?.body === '101' && rows.at(-1)?.body === '1100';
      },
      180_000,
    );
  });

  it('has no queue for a new consumer at first, which reads earlier events from the feed', async () => {
    await exchange.withChannel((channel) => channel.deleteQueue(exchange.queue));
    const before = await exchange.emit(someEvents(20));
    await untilPublished();
    await createTopology(broker.url);
    const consumer = await exchange.startConsumer();
    expect(idsOf(await exchange.untilConsumed(20))).toEqual(idsOf(before));
    const after = await exchange.emit(someEvents(5));
    expect(idsOf(await exchange.untilConsumed(25))).toEqual(idsOf([...before, ...after]));

    await exchange.stop(consumer);
    await exchange.startConsumer();
    const last = await exchange.emit(someEvents(1));
    const consumed = await exchange.untilConsumed(26);
    expect(idsOf(consumed).at(-1)).toBe(last[0]?.id);
    expect(consumed.every(({ times }) => times === 1)).toBe(true);
  });

  it('accepts messages of any program that have only a routing key, an exchange, a user id and a body', async () => {
    await exchange.startConsumer();
    const body = userBody();
    await exchange.publish('auth.events', 'auth.user.created', body);
    await exchange.publish('auth.events', 'auth.user.created', body);
    await exchange.publish('auth.events', 'auth.user.created', userBody(), { messageId: 'not a UUID' });
    const consumed = await until('both are consumed, one of them twice', async () => {
      const rows = await exchange.consumed();
      return rows.reduce((sum, { times }) => sum + times, 0) === 3 ? rows : undefined;
    });
    expect(consumed.map(({ times }) => times)).toEqual([2, 1]);
    expect(await exchange.parked()).toEqual([]);
  });

  it('dispatches by the routing key alone, whatever the body says', async () => {
    await exchange.startConsumer();
    const forged = JSON.stringify({ pattern: 'auth.user.deleted', data: JSON.parse(userBody()), id: '1' });
    await exchange.publish('auth.events', 'auth.user.created', forged);
    const [parked] = await exchange.untilParked(1);
    expect(parked).toMatchObject({ type: 'auth.user.created', body: Buffer.from(forged) });
    expect(await exchange.consumed()).toEqual([]);
  });

  it('parks messages that contradict their exchange or are not valid messages', async () => {
    await exchange.startConsumer();
    await exchange.withChannel(async (channel) => {
      await channel.assertExchange('somebody.events', 'topic', { durable: true });
      await channel.bindQueue(exchange.queue, 'somebody.events', '#');
    });
    const stranger = userBody();
    await exchange.publish('somebody.events', 'auth.user.created', stranger);
    await exchange.publish('', exchange.queue, userBody());
    await exchange.publish('auth.events', 'auth.user.created', userBody(), { appId: 'finance' });
    await exchange.publish('auth.events', 'auth.user.created', userBody(), { type: 'auth.user.deleted' });
    await exchange.publish('auth.events', 'auth.user.created', Buffer.from([0, 1, 2, 255]));
    await exchange.publish('auth.events', 'auth.user.created', '{', { messageId: 'a\0b', type: 'c\0d' });
    await exchange.publish('auth.events', 'auth.user.created', userBody(), {
      headers: { 'schema-version': { major: 1 } },
    });
    await exchange.publish('auth.events', 'auth.user.created', userBody());
    const parked = await exchange.untilParked(7);
    expect(await exchange.untilConsumed(1)).toHaveLength(1);
    expect(parked).toHaveLength(7);
    expect(parked[0]).toMatchObject({ source: exchange.queue, body: Buffer.from(stranger) });
    expect(parked[4]?.body).toEqual(Buffer.from([0, 1, 2, 255]));
    expect(parked[5]?.message_id).toBe('a\uFFFDb');
  });

  it('parks messages whose publisher is not verified as the owner of the event, and applies none of them (S2)', async () => {
    const consumer = await exchange.startConsumer();
    const [unnamed, operators] = [userBody(), userBody()];
    await exchange.publish('auth.events', 'auth.user.created', unnamed, { userId: undefined });
    // The operator can write to every exchange, so the broker accepts it.
    await exchange.withChannel(async (channel) => {
      channel.publish('auth.events', 'auth.user.created', Buffer.from(operators), { userId: 'guest' });
      // An answered request means that the broker has the message.
      await channel.checkExchange('auth.events');
    });
    const parked = await exchange.untilParked(2);
    expect(new Map(parked.map(({ reason, body }) => [body.toString(), reason]))).toEqual(
      new Map([
        [
          unnamed,
          'it names no RabbitMQ user (user_id), so it may not publish auth.user.created; only auth may',
        ],
        [operators, 'RabbitMQ user guest may not publish auth.user.created; only auth may'],
      ]),
    );
    const api = new Api(await urlOf(consumer));
    for (const { id } of parked) {
      expect(await api.post(`/parked-messages/${id}/replay`)).toMatchObject({
        status: 422,
        body: { type: 'urn:ates:problem:replay-failed' },
      });
    }
    expect(await exchange.consumed()).toEqual([]);
  });

  it('replays a parked message once its publisher is allowed, and one that was parked before users were kept', async () => {
    await exchange.stop(await exchange.startConsumer());
    await exchange.withChannel(async (channel) => {
      channel.publish('auth.events', 'auth.user.created', Buffer.from(userBody()), { userId: 'guest' });
      await channel.checkExchange('auth.events');
    });
    await exchange.stop(await exchange.startConsumer());
    const [parked] = await exchange.untilParked(1);
    await exchange.publish('auth.events', 'auth.user.created', userBody(), { userId: undefined });
    const consumer = await exchange.startConsumer({}, { publishers: { auth: ['auth', 'guest'] } });
    const [, earlier] = await exchange.untilParked(2);
    await exchange.consumerDatabase.query(
      `update parked_message set properties = properties - 'userId' where id = $1`,
      [earlier?.id],
    );
    const api = new Api(await urlOf(consumer));
    for (const message of [parked, earlier]) {
      expect(await api.post(`/parked-messages/${message?.id}/replay`)).toMatchObject({ status: 200 });
    }
    expect(await exchange.untilConsumed(2)).toHaveLength(2);
  });

  it('parks a message once, however often it arrives', async () => {
    await exchange.startConsumer();
    await exchange.publish('auth.events', 'auth.user.created', '{');
    await exchange.publish('auth.events', 'auth.user.created', '{');
    await exchange.publish('auth.events', 'auth.user.changed', '{');
    await exchange.untilParked(2);
    await exchange.publish('auth.events', 'auth.user.created', userBody());
    await exchange.untilConsumed(1);
    expect((await exchange.parked()).map(({ type }) => type)).toEqual([
      'auth.user.created',
      'auth.user.changed',
    ]);
  });

  it('may be down for a while: events published during the outage arrive in order', async () => {
    await exchange.startConsumer();
    const before = await exchange.emit(someEvents(500), 50);
    await broker.stop();
    const during = await exchange.emit(someEvents(1500), 50);
    await broker.start();
    const after = await exchange.emit(someEvents(500), 50);
    const consumed = await exchange.untilConsumed(2500);
    expect(idsOf(consumed)).toEqual(idsOf([...before, ...during, ...after]));
    expect(await exchange.parked()).toEqual([]);
  });

  it('may be killed while events are published without losing any', async () => {
    await exchange.startConsumer();
    const emitting = exchange.emit(someEvents(3000), 20);
    await exchange.untilConsumed(100);
    await broker.kill();
    await broker.start();
    const emitted = await emitting;
    const consumed = await exchange.untilConsumed(3000);
    expect(idsOf(consumed)).toEqual(idsOf(emitted));
  });

  it('may be down when a new consumer starts, which reads the feed until the broker is up (S4)', async () => {
    await broker.stop();
    const consumer = await exchange.startConsumer({}, { waitsUntilBound: false, reconcileSeconds: 3600 });
    const during = await exchange.emit(someEvents(20));
    expect(idsOf(await exchange.untilConsumed(20))).toEqual(idsOf(during));
    const later = await exchange.emit(someEvents(20));
    expect(idsOf(await exchange.untilConsumed(40))).toEqual(idsOf([...during, ...later]));
    // A queue that was never bound has nothing to catch up with yet.
    const caughtUp = await exchange.consumerDatabase.query(
      `select from feed_position where caught_up_at is not null`,
    );
    expect(caughtUp).toEqual([]);
    await broker.start();
    await exchange.untilBound();
    const after = await exchange.emit(someEvents(20));
    expect(idsOf(await exchange.untilConsumed(60))).toEqual(idsOf([...during, ...later, ...after]));
    expect(await exchange.parked()).toEqual([]);
    await exchange.stop(consumer);
  });

  it('may go down: the consumer switches to the feed at once and reports nothing as healed (S4)', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 3600 });
    const before = await exchange.emit(someEvents(10));
    await exchange.untilConsumed(10);
    await broker.stop();
    const during = await exchange.emit(someEvents(10));
    expect(idsOf(await exchange.untilConsumed(20))).toEqual(idsOf([...before, ...during]));
    await broker.start();
    await exchange.untilBound();
    const healed = await exchange.consumerDatabase.query(
      `select from reconciliation_run where healed <> '{}'`,
    );
    expect(healed).toEqual([]);
    await exchange.stop(consumer);
  });

  it('may deliver bodies of any size: they are parked complete, and later messages are consumed (S6)', async () => {
    await exchange.startConsumer();
    const large = Buffer.alloc(15 * 1024 * 1024, '{"padding": ');
    const memoryBefore = process.memoryUsage.rss();
    let most = 0;
    const watching = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 20);
    try {
      await exchange.withChannel(async () => {
        const connection = await amqp.connect(brokerUrlOf(broker.url, 'auth'));
        const channel = await connection.createConfirmChannel();
        for (let number = 1; number <= 24; number += 1) {
          channel.publish('auth.events', 'auth.user.created', large, {
            messageId: `large ${number}`,
            userId: 'auth',
          });
          channel.publish('auth.events', 'auth.user.created', Buffer.from(userBody()), { userId: 'auth' });
          await channel.waitForConfirms();
        }
        await connection.close();
      });
      await exchange.untilConsumed(24);
      await exchange.untilSettled();
    } finally {
      clearInterval(watching);
    }
    const parked = await exchange.consumerDatabase.query<{
      message_id: string;
      size: number;
      reason: string;
    }>(`select message_id, octet_length(body) as size, reason from parked_message order by id`);
    expect(parked.map(({ size }) => size)).toEqual(parked.map(() => large.length));
    expect(parked).toHaveLength(24);
    expect(parked[0]?.reason).toContain('the limit is 1048576 bytes');
    // All of them at once would be 360 MB, and as much again on the way to the database.
    expect(most - memoryBefore).toBeLessThan(600 * 1024 * 1024);
  });

  it('may be down when services start and when they stop', async () => {
    await broker.stop();
    const without = await Exchange.open('rabbitmq', broker.url, { isStopped: true });
    try {
      const producer = await without.startProducer();
      await without.emit(someEvents(3));
      const startedAt = Date.now();
      await without.stop(producer);
      expect(Date.now() - startedAt).toBeLessThan(10_000);
    } finally {
      await broker.start();
      await without.close();
    }
  });

  it('may lose a queue: the consumer reads the feed, and the queue once an operator has created it again', async () => {
    const consumer = await exchange.startConsumer({}, { reconcileSeconds: 3600 });
    await exchange.withChannel((channel) => channel.deleteQueue(exchange.queue));
    const during = await exchange.emit(someEvents(10));
    expect(idsOf(await exchange.untilConsumed(10))).toEqual(idsOf(during));
    expect(await new Api(await urlOf(consumer)).get('/parked-messages')).toMatchObject({ status: 200 });
    await createTopology(broker.url);
    await exchange.untilBound();
    const after = await exchange.emit(someEvents(10));
    expect(idsOf(await exchange.untilConsumed(20))).toEqual(idsOf([...during, ...after]));
  });

  it('may lose an exchange: events wait in the outbox until it is there again, and none is lost', async () => {
    // The relay may publish before the operator has bound the queue again; then reconciliation brings the events.
    await exchange.startConsumer({}, { reconcileSeconds: 1 });
    await exchange.withChannel((channel) => channel.deleteExchange('auth.events'));
    const emitted = await exchange.emit(someEvents(10));
    await until('the relay has met the missing exchange', () => logged(/exchange auth.events doesn't exist/));
    await createTopology(broker.url);
    const consumed = idsOf(await exchange.untilConsumed(10));
    expect(consumed.sort()).toEqual(idsOf(emitted).sort());
  });

  it('may hold a queue with arguments of the operator, which the service consumes as it is', async () => {
    await exchange.withChannel(async (channel) => {
      await channel.deleteQueue(exchange.queue);
      await channel.assertQueue(exchange.queue, { durable: true, arguments: { 'x-max-length': 5000 } });
    });
    await exchange.withChannel((channel) => channel.bindQueue(exchange.queue, 'auth.events', 'auth.user.*'));
    await exchange.startConsumer();
    const emitted = await exchange.emit(someEvents(10));
    expect(idsOf(await exchange.untilConsumed(10))).toEqual(idsOf(emitted));
  });
});
