import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '../../../tools/postgres.mjs';
import { borrowBroker, emptyBroker, type Broker } from '../../../test/support/broker.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import {
  effects,
  parked,
  startConsumer,
  startProducer,
  tell,
  tellAtOnce,
  type RunningApp,
  type TransportName,
} from './apps.js';

const transports: TransportName[] = ['rabbitmq', 'feed'];

describe.each(transports)('Events over %s', (transport) => {
  let broker: Broker | undefined;
  let databases: { producer: TestDatabase; consumer: TestDatabase };
  let producer: RunningApp;
  let running: RunningApp[];

  beforeAll(async () => {
    broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
  });

  afterAll(() => broker?.release());

  beforeEach(async () => {
    running = [];
    if (broker) {
      await emptyBroker(broker.url);
    }
    databases = {
      producer: await createTestDatabase('producer'),
      consumer: await createTestDatabase('consumer'),
    };
    producer = await startProducer({ transport, databaseUrl: databases.producer.url, amqpUrl: broker?.url });
    running.push(producer);
  });

  afterEach(async () => {
    await Promise.all(running.map((app) => app.close()));
    await Promise.all([databases.producer.drop(), databases.consumer.drop()]);
  });

  const consume = async (databaseUrl = databases.consumer.url): Promise<RunningApp> => {
    const consumer = await startConsumer({ transport, databaseUrl, amqpUrl: broker?.url }, producer.url);
    running.push(consumer);
    return consumer;
  };

  const allArrived = (consumer: RunningApp, tasks: string[]) =>
    until(
      `all ${tasks.length} events took effect`,
      async () => (await effects(consumer)).length >= tasks.length,
    );

  it('take effect in the order in which they were told, for a lone consumer', async () => {
    const consumer = await consume();
    const tasks = await tell(producer, 300);
    await allArrived(consumer, tasks);
    expect(await effects(consumer)).toEqual(tasks);
  });

  it('wait for a consumer that was away, and come in batches', async () => {
    const first = await consume();
    await allArrived(first, await tell(producer, 1));
    await first.close();
    const tasks = await tellAtOnce(producer, 2000);
    const consumer = await consume();
    await until('all took effect', async () => (await effects(consumer)).length === 2001);
    expect((await effects(consumer)).slice(1)).toEqual(tasks);
    expect(Math.max(...consumer.behaviour.batches)).toBeGreaterThan(100);
    expect(Math.max(...consumer.behaviour.batches)).toBeLessThanOrEqual(500);
  });

  it('come again when the work failed before it was committed, and take effect once', async () => {
    const consumer = await consume();
    consumer.behaviour.crashes = 3;
    const tasks = await tell(producer, 50);
    await allArrived(consumer, tasks);
    expect(await effects(consumer)).toEqual(tasks);
    expect(consumer.behaviour.crashes).toBe(0);
    expect(await parked(consumer)).toEqual([]);
  });

  /** Tells of tasks and lets the consumer take them only when it knows which of them to refuse. */
  const tellRefused = async (consumer: RunningApp, count: number, reasons: Map<number, string>) => {
    let release: () => void = () => undefined;
    consumer.behaviour.hold = new Promise((resolve) => {
      release = resolve;
    });
    const tasks = await tellAtOnce(producer, count);
    for (const [index, reason] of reasons) {
      consumer.behaviour.refused.set(String(tasks[index]), reason);
    }
    release();
    return tasks;
  };

  it('are parked with reason and raw bytes when they cannot be taken, while all others pass', async () => {
    const consumer = await consume();
    const reasons = new Map([3, 50, 99].map((index) => [index, `task ${index} is not to be had`]));
    // The first call holds events that nobody refuses, so that the refused ones come in one batch after it.
    const before = await tell(producer, 1);
    const tasks = await tellRefused(consumer, 100, reasons);
    const refused = tasks.filter((_, index) => reasons.has(index));
    await until('all are taken or parked', async () => {
      const [done, waiting] = [await effects(consumer), await parked(consumer)];
      return done.length + waiting.length === 101;
    });
    const rows = await parked(consumer);
    expect(rows.map(({ reason }) => reason).sort()).toEqual([...reasons.values()].sort());
    const bodies = rows.map(({ body }) => JSON.parse(body.toString('utf8')) as { task_uuid: string });
    expect(bodies.map(({ task_uuid }) => task_uuid).sort()).toEqual([...refused].sort());
    expect(await effects(consumer)).toEqual([...before, ...tasks.filter((task) => !refused.includes(task))]);
    expect(Math.max(...consumer.behaviour.batches)).toBeGreaterThan(3);
  });

  it('are taken later when an operator replays them, and never when they were discarded (S6)', async () => {
    const consumer = await consume();
    const reasons = new Map([
      [0, 'not yet'],
      [1, 'never'],
    ]);
    const [first] = await tellRefused(consumer, 2, reasons);
    await until('both are parked', async () => (await parked(consumer)).length === 2);
    const rows = await parked(consumer);
    const idOf = (reason: string) => rows.find((row) => row.reason === reason)?.id ?? '';

    const replay = (id: string) => fetch(`${consumer.url}/parked-messages/${id}/replay`, { method: 'POST' });
    const tooEarly = await replay(idOf('not yet'));
    expect(tooEarly.status).toBe(422);
    expect(await tooEarly.json()).toMatchObject({ type: 'urn:ates:problem:replay-failed' });

    consumer.behaviour.refused.clear();
    const [once, twice] = await Promise.all([replay(idOf('not yet')), replay(idOf('not yet'))]);
    expect([once.status, twice.status]).toContain(200);
    expect((await replay(idOf('not yet'))).status).toBe(200);
    expect(await effects(consumer)).toEqual([first]);

    const discarded = await fetch(`${consumer.url}/parked-messages/${idOf('never')}`, { method: 'DELETE' });
    expect(discarded.status).toBe(204);
    expect((await replay(idOf('never'))).status).toBe(409);
    const list = await fetch(`${consumer.url}/parked-messages?state=discarded`);
    expect(await list.json()).toMatchObject({
      items: [{ id: idOf('never'), reason: 'never' }],
      next_cursor: null,
    });
    expect(await effects(consumer)).toEqual([first]);
  });

  it('are parked when the handler forgets to settle, instead of being lost in silence', async () => {
    const consumer = await consume();
    consumer.behaviour.forgetsToSettle = true;
    await tell(producer, 1);
    await until('it is parked', async () => (await parked(consumer)).length === 1);
    expect((await parked(consumer))[0]?.reason).toContain('without settle');
  });

  it('pause while the database is away, and go on by themselves when it is back', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-postgres-'));
    let server = await startPostgres({ directory: path.join(directory, 'data') });
    const { port } = server;
    try {
      const consumer = await consume(server.url('postgres'));
      await allArrived(consumer, await tell(producer, 20));
      await server.kill();
      const tasks = await tell(producer, 50);
      server = await startPostgres({ directory: path.join(directory, 'data'), port });
      await until('everything took effect', async () => (await effects(consumer)).length === 70);
      expect((await effects(consumer)).slice(20)).toEqual(tasks);
      expect(await parked(consumer)).toEqual([]);
      await consumer.close();
    } finally {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('in hand are finished when the consumer stops; the others wait for the next', async () => {
    const consumer = await consume();
    let release: () => void = () => undefined;
    consumer.behaviour.hold = new Promise((resolve) => {
      release = resolve;
    });
    const tasks = await tellAtOnce(producer, 1200);
    await until('a batch is in hand', () => consumer.behaviour.batches.length > 0);
    const closed = consumer.close();
    release();
    await closed;
    const [{ count: done } = { count: 0 }] = await databases.consumer.query<{ count: number }>(
      `select count(*)::int as count from effect`,
    );
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThanOrEqual(1000);
    const next = await consume();
    await until('all took effect', async () => (await effects(next)).length === tasks.length);
    expect(await effects(next)).toEqual(tasks);
  });

  it('take effect once with two consumers at a time, one of which ends in the middle', async () => {
    const [first, second] = [await consume(), await consume()];
    const told = tell(producer, 400);
    await until('some took effect', async () => (await effects(second)).length > 50);
    await first.close();
    const tasks = await told;
    await allArrived(second, tasks);
    expect(new Set(await effects(second))).toEqual(new Set(tasks));
    expect(await parked(second)).toEqual([]);
  });
});
