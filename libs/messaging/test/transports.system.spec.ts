import type { INestApplication } from '@nestjs/common';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import { Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { chmodSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { NewEvent } from '@ates/messaging';
import { borrowBroker, type Broker } from '../../../test/support/broker.js';
import { until } from '../../../test/support/until.js';
import { startPostgres } from '../../../tools/servers/postgres.mjs';
import { Exchange } from './support/exchange.js';
import { createConsumed, someEvents, type Behaviour, type Transport } from './support/services.js';

/** A gate at which a handler waits until the test opens it, with a promise that resolves on arrival. */
const newGate = () => {
  const gate = { open: () => undefined as void, arrived: () => undefined as void };
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  const hasArrived = new Promise<void>((resolve) => {
    gate.arrived = resolve;
  });
  const pass = async (): Promise<void> => {
    gate.arrived();
    await opened;
  };
  return { pass, open: () => gate.open(), hasArrived };
};

const idsOf = (events: readonly { id: string }[]): string[] => events.map(({ id }) => id);
const sortedIdsOf = (events: readonly { id: string }[]): string[] => idsOf(events).sort();

const transports: Transport[] = ['rabbitmq', 'feed'];

describe.each(transports)('Events over %s', (transport) => {
  let broker: Broker | undefined;
  let exchange: Exchange;

  beforeAll(async () => {
    broker = transport === 'rabbitmq' ? await borrowBroker() : undefined;
  });
  beforeEach(async () => {
    exchange = await Exchange.open(transport, broker?.url);
    await exchange.startProducer();
  });
  afterEach(() => exchange.close());
  afterAll(() => broker?.release());

  it('reach a single consumer in publishing order, in batches', async () => {
    const sizes: number[] = [];
    await exchange.startConsumer({ during: ({ events }) => void sizes.push(events.length) });
    const emitted = await exchange.emit(someEvents(2000), 500);
    const consumed = await exchange.untilConsumed(2000);
    expect(idsOf(consumed)).toEqual(idsOf(emitted));
    expect(consumed.map(({ type }) => type)).toEqual(emitted.map(({ type }) => type));
    expect(sizes.length).toBeLessThan(500);
  });

  it('published while the consumer is down are waiting for it', async () => {
    // Over RabbitMQ the queue must exist first; over the feed not even that.
    await exchange.stop(await exchange.startConsumer());
    const emitted = await exchange.emit(someEvents(50));
    await exchange.startConsumer();
    expect(idsOf(await exchange.untilConsumed(50))).toEqual(idsOf(emitted));
  });

  it('are redelivered when the database fails before the commit, and take effect once', async () => {
    let failures = 0;
    await exchange.startConsumer({
      during: async () => {
        if (failures === 0) {
          failures += 1;
          await exchange.consumerDatabase.terminateConnections();
        }
      },
    });
    const emitted = await exchange.emit(someEvents(20));
    const consumed = await exchange.untilConsumed(20);
    expect(idsOf(consumed)).toEqual(idsOf(emitted));
    expect(consumed.every(({ times }) => times === 1)).toBe(true);
    expect(await exchange.parked()).toEqual([]);
  });

  it('are redelivered with the same ids and content when the acknowledgement is lost', async () => {
    const delivered = new Map<string, Set<string>>();
    const gate = newGate();
    const consumer = await exchange.startConsumer({
      during: ({ events }) => {
        for (const { id, ...content } of events) {
          delivered.set(id, (delivered.get(id) ?? new Set()).add(JSON.stringify(content)));
        }
      },
      afterwards: gate.pass,
    });
    const emitted = await exchange.emit(someEvents(20));
    await gate.hasArrived;
    await loseAcknowledgement(consumer, exchange);
    gate.open();
    const consumed = await until('the first event arrived twice', async () => {
      const rows = await exchange.untilConsumed(20);
      return (rows[0]?.times ?? 0) > 1 ? rows : undefined;
    });
    expect(sortedIdsOf(consumed)).toEqual(sortedIdsOf(emitted));
    expect([...delivered.values()].every((contents) => contents.size === 1)).toBe(true);
    expect(await exchange.parked()).toEqual([]);
  });

  it('that violate their contract are parked with the reason and raw bytes; the others pass', async () => {
    await exchange.startConsumer();
    const before = await exchange.emit(someEvents(30));
    const poison = '{"user_id": "nobody",  "timestamp":"yesterday"}';
    await exchange.producerDatabase.query(
      `insert into outbox_new (id, type, version, body)
       values (gen_random_uuid(), 'auth.user.created', 1, $1), (gen_random_uuid(), 'auth.user.renamed', 1, $1),
              (gen_random_uuid(), 'auth.user.created', 7, $1)`,
      [poison],
    );
    const after = await exchange.emit(someEvents(30));
    const consumed = await exchange.untilConsumed(60);
    expect(idsOf(consumed)).toEqual(idsOf([...before, ...after]));
    const parked = await exchange.untilParked(3);
    const reasons = new Map(parked.map(({ reason, type }) => [reason, type]));
    expect(parked.map(({ state }) => state)).toEqual(['parked', 'parked', 'parked']);
    expect([...reasons.keys()].filter((reason) => reason.includes('user_id'))).toHaveLength(1);
    expect(reasons.get('unknown event type auth.user.renamed')).toBe('auth.user.renamed');
    expect(reasons.get('unknown version 7 of auth.user.created')).toBe('auth.user.created');
    const poisonBody: unknown = JSON.parse(poison);
    for (const { body } of parked) {
      expect(JSON.parse(body.toString())).toEqual(poisonBody);
    }
    await exchange.untilSettled();
  });

  it('are split until the one that its handler rejects is isolated and parked', async () => {
    const emitted = someEvents(400);
    const culprits = new Set([emitted[0]?.id, emitted[217]?.id, emitted[399]?.id]);
    await exchange.startConsumer({
      during: ({ events }) => {
        const culprit = events.find(({ id }) => culprits.has(id));
        if (culprit) {
          throw new Error(`cannot take ${culprit.id}`);
        }
      },
    });
    await exchange.emit(emitted, 400);
    const consumed = await exchange.untilConsumed(397);
    expect(idsOf(consumed)).toEqual(idsOf(emitted).filter((id) => !culprits.has(id)));
    const parked = await exchange.untilParked(3);
    expect(parked.map(({ message_id }) => message_id)).toEqual([...culprits]);
    expect(parked.map(({ reason }) => reason)).toEqual([...culprits].map((id) => `cannot take ${id}`));
    await exchange.untilSettled();
    expect(await exchange.parked()).toHaveLength(3);
  });

  it('are parked when their handler returns without settling', async () => {
    await exchange.startConsumer({ leavesUnsettled: true });
    await exchange.emit(someEvents(3));
    const parked = await exchange.untilParked(3);
    expect(parked.every(({ reason }) => reason.endsWith('did not settle'))).toBe(true);
  });

  it('wait while the database is down and are consumed automatically when it is back', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-cluster-'));
    // PostgreSQL may run as another user, which needs access.
    chmodSync(directory, 0o755);
    const cluster = path.join(directory, 'cluster');
    let postgres = await startPostgres({ directory: cluster, fast: true });
    const { port } = postgres;
    const url = postgres.url('postgres');
    const queryCluster = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        return (await client.query<Row>(sql)).rows;
      } finally {
        await client.end();
      }
    };
    try {
      await queryCluster(createConsumed);
      const consumer = await exchange.startConsumer({}, { databaseUrl: url });
      const before = await exchange.emit(someEvents(10));
      const count = async () => {
        const rows = await queryCluster<{ count: number }>(`select count(*)::int as count from consumed`);
        return rows[0]?.count;
      };
      await until('the first events are consumed', async () => (await count()) === 10);
      await postgres.stop();
      const during = await exchange.emit(someEvents(200));
      postgres = await startPostgres({ directory: cluster, fast: true, port });
      await until('all events are consumed', async () => (await count()) === 210);
      const rows = await queryCluster<{ id: string }>(`select id from consumed order by place`);
      expect(idsOf(rows)).toEqual(idsOf([...before, ...during]));
      expect(await queryCluster(`select 1 from parked_message`)).toEqual([]);
      await exchange.stop(consumer);
    } finally {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('in progress are finished when the consumer stops; the next consumer gets the rest', async () => {
    const gate = newGate();
    let batches = 0;
    const stopping = await exchange.startConsumer({
      during: async () => {
        batches += 1;
        await gate.pass();
      },
    });
    const url = await stopping.getUrl();
    const first = await exchange.emit(someEvents(5), 1);
    await gate.hasArrived;
    const emitted = [...first, ...(await exchange.emit(someEvents(55), 1))];
    const stopped = exchange.stop(stopping);
    // The app closes its listeners in turn: HTTP, then the transport.
    await until('the app accepts no more requests', async () => !(await answers(url)));
    const soon = new Promise((resolve) => setImmediate(resolve, 'not yet'));
    expect(await Promise.race([stopped, soon])).toBe('not yet');
    gate.open();
    await stopped;
    const finished = await exchange.consumed();
    expect(batches).toBe(1);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(60);

    await exchange.startConsumer();
    const consumed = await exchange.untilConsumed(60);
    expect(idsOf(consumed)).toEqual(idsOf(emitted));
    expect(consumed.every(({ times }) => times === 1)).toBe(true);
  });

  it('are shared by two consumers without being consumed twice', async () => {
    const behaviour: Behaviour = {};
    await exchange.startConsumer(behaviour);
    await exchange.startConsumer(behaviour);
    const emitted: NewEvent[] = await exchange.emit(someEvents(3000), 50);
    const consumed = await exchange.untilConsumed(3000);
    expect(sortedIdsOf(consumed)).toEqual(sortedIdsOf(emitted));
    expect(consumed.filter(({ times }) => times > 1)).toEqual([]);
    expect(await exchange.parked()).toEqual([]);
  });

  it('continue with the other consumer when one stops', async () => {
    const first = await exchange.startConsumer();
    await exchange.startConsumer();
    const before = await exchange.emit(someEvents(100), 10);
    await exchange.untilConsumed(100);
    await exchange.stop(first);
    const after = await exchange.emit(someEvents(100), 10);
    expect(sortedIdsOf(await exchange.untilConsumed(200))).toEqual(sortedIdsOf([...before, ...after]));
  });
});

/** Mimics a crash just after the commit: the broker gets no acknowledgement, or the position is an old one. */
async function loseAcknowledgement(consumer: INestApplication, exchange: Exchange): Promise<void> {
  if (exchange.transport === 'feed') {
    await exchange.consumerDatabase.query(`update feed_position set position = 0, event_id = null`);
    return;
  }
  const [microservice] = consumer.getMicroservices();
  const [manager] = microservice?.unwrap<AmqpConnectionManager[]>() ?? [];
  const connection: object | undefined = manager?.connection && Reflect.get(manager.connection, 'connection');
  const stream: unknown = connection && Reflect.get(connection, 'stream');
  if (!(stream instanceof Socket)) {
    throw new Error('the consumer has no connection to lose');
  }
  const closed = new Promise((resolve) => {
    stream.once('close', resolve);
  });
  stream.destroy(new Error('the network is gone'));
  await closed;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url)
    .then((response) => response.text())
    .then(
      () => true,
      () => false,
    );
