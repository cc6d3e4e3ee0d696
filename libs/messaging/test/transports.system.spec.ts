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
import { startPostgres } from '../../../tools/postgres.mjs';
import { Exchange } from './support/exchange.js';
import { createTaken, someEvents, type Behaviour, type Transport } from './support/services.js';

/** A gate at which a handler waits until the test opens it, and a promise for its arrival. */
const newGate = () => {
  const gate = { open: () => undefined as void, arrived: () => undefined as void };
  const opened = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  const somebodyWaits = new Promise<void>((resolve) => {
    gate.arrived = resolve;
  });
  const pass = async (): Promise<void> => {
    gate.arrived();
    await opened;
  };
  return { pass, open: () => gate.open(), somebodyWaits };
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

  it('come to a lone consumer in the order in which they were told, in batches', async () => {
    const sizes: number[] = [];
    await exchange.startConsumer({ during: ({ events }) => void sizes.push(events.length) });
    const told = await exchange.tell(someEvents(2000), 500);
    const taken = await exchange.takenAre(2000);
    expect(idsOf(taken)).toEqual(idsOf(told));
    expect(taken.map(({ type }) => type)).toEqual(told.map(({ type }) => type));
    expect(sizes.length).toBeLessThan(500);
  });

  it('that were told before the consumer was ever there are waiting for it', async () => {
    // Over RabbitMQ a queue has to be there; over the feed not even that.
    await exchange.stop(await exchange.startConsumer());
    const told = await exchange.tell(someEvents(50));
    await exchange.startConsumer();
    expect(idsOf(await exchange.takenAre(50))).toEqual(idsOf(told));
  });

  it('come again when the database was lost before the commit, and take effect once', async () => {
    let failures = 0;
    await exchange.startConsumer({
      during: async () => {
        if (failures === 0) {
          failures += 1;
          await exchange.consumerDatabase.terminateConnections();
        }
      },
    });
    const told = await exchange.tell(someEvents(20));
    const taken = await exchange.takenAre(20);
    expect(idsOf(taken)).toEqual(idsOf(told));
    expect(taken.every(({ times }) => times === 1)).toBe(true);
    expect(await exchange.parked()).toEqual([]);
  });

  it('come again when what was done was not noted, with the same ids and content', async () => {
    const given = new Map<string, Set<string>>();
    const gate = newGate();
    const consumer = await exchange.startConsumer({
      during: ({ events }) => {
        for (const { id, contentHash } of events) {
          given.set(id, (given.get(id) ?? new Set()).add(contentHash));
        }
      },
      afterwards: gate.pass,
    });
    const told = await exchange.tell(someEvents(20));
    await gate.somebodyWaits;
    await forgetWhatWasDone(consumer, exchange);
    gate.open();
    const taken = await until('the first came twice', async () => {
      const rows = await exchange.takenAre(20);
      return (rows[0]?.times ?? 0) > 1 ? rows : undefined;
    });
    expect(sortedIdsOf(taken)).toEqual(sortedIdsOf(told));
    expect([...given.values()].every((hashes) => hashes.size === 1)).toBe(true);
    expect(await exchange.parked()).toEqual([]);
  });

  it('that do not keep their contract are parked with reason and raw bytes, and the others pass', async () => {
    await exchange.startConsumer();
    const before = await exchange.tell(someEvents(30));
    const poison = '{"user_id": "nobody",  "timestamp":"yesterday"}';
    await exchange.producerDatabase.query(
      `insert into outbox (id, type, version, body)
       values (gen_random_uuid(), 'auth.user.created', 1, $1), (gen_random_uuid(), 'auth.user.renamed', 1, $1),
              (gen_random_uuid(), 'auth.user.created', 7, $1)`,
      [poison],
    );
    const after = await exchange.tell(someEvents(30));
    const taken = await exchange.takenAre(60);
    expect(idsOf(taken)).toEqual(idsOf([...before, ...after]));
    const parked = await exchange.parkedAre(3);
    const reasons = new Map(parked.map(({ reason, type }) => [reason, type]));
    expect(parked.map(({ state }) => state)).toEqual(['parked', 'parked', 'parked']);
    expect([...reasons.keys()].filter((reason) => reason.includes('user_id'))).toHaveLength(1);
    expect(reasons.get('unknown event type auth.user.renamed')).toBe('auth.user.renamed');
    expect(reasons.get('unknown version 7 of auth.user.created')).toBe('auth.user.created');
    const poisonBody: unknown = JSON.parse(poison);
    for (const { body } of parked) {
      expect(JSON.parse(body.toString())).toEqual(poisonBody);
    }
    await exchange.isDrained();
  });

  it('are split until the one that its handler refuses stands alone', async () => {
    const told = someEvents(400);
    const culprits = new Set([told[0]?.id, told[217]?.id, told[399]?.id]);
    await exchange.startConsumer({
      during: ({ events }) => {
        const culprit = events.find(({ id }) => culprits.has(id));
        if (culprit) {
          throw new Error(`cannot take ${culprit.id}`);
        }
      },
    });
    await exchange.tell(told, 400);
    const taken = await exchange.takenAre(397);
    expect(idsOf(taken)).toEqual(idsOf(told).filter((id) => !culprits.has(id)));
    const parked = await exchange.parkedAre(3);
    expect(parked.map(({ message_id }) => message_id)).toEqual([...culprits]);
    expect(parked.map(({ reason }) => reason)).toEqual([...culprits].map((id) => `cannot take ${id}`));
    await exchange.isDrained();
    expect(await exchange.parked()).toHaveLength(3);
  });

  it('are parked when their handler does not settle', async () => {
    await exchange.startConsumer({ leavesUnsettled: true });
    await exchange.tell(someEvents(3));
    const parked = await exchange.parkedAre(3);
    expect(parked.every(({ reason }) => reason.endsWith('did not settle'))).toBe(true);
  });

  it('wait while the database is down, and are taken by themselves when it is back', async () => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-cluster-'));
    // PostgreSQL may run as another account, which must be able to enter.
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
      await queryCluster(createTaken);
      const consumer = await exchange.startConsumer({}, { databaseUrl: url });
      const before = await exchange.tell(someEvents(10));
      const count = async () => {
        const rows = await queryCluster<{ count: number }>(`select count(*)::int as count from taken`);
        return rows[0]?.count;
      };
      await until('the first are taken', async () => (await count()) === 10);
      await postgres.stop();
      const during = await exchange.tell(someEvents(200));
      postgres = await startPostgres({ directory: cluster, fast: true, port });
      await until('all are taken', async () => (await count()) === 210);
      const rows = await queryCluster<{ id: string }>(`select id from taken order by place`);
      expect(idsOf(rows)).toEqual(idsOf([...before, ...during]));
      expect(await queryCluster(`select 1 from parked_message`)).toEqual([]);
      await exchange.stop(consumer);
    } finally {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    }
  });

  it('in hand are finished when the consumer stops, and the rest is left for the next one', async () => {
    const gate = newGate();
    let batches = 0;
    const stopping = await exchange.startConsumer({
      during: async () => {
        batches += 1;
        await gate.pass();
      },
    });
    const url = await stopping.getUrl();
    const first = await exchange.tell(someEvents(5), 1);
    await gate.somebodyWaits;
    const told = [...first, ...(await exchange.tell(someEvents(55), 1))];
    const stopped = exchange.stop(stopping);
    // It closes what listens one after the other: HTTP, then the transport.
    await until('it takes no more requests', async () => !(await answers(url)));
    const soon = new Promise((resolve) => setImmediate(resolve, 'not yet'));
    expect(await Promise.race([stopped, soon])).toBe('not yet');
    gate.open();
    await stopped;
    const finished = await exchange.taken();
    expect(batches).toBe(1);
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(60);

    await exchange.startConsumer();
    const taken = await exchange.takenAre(60);
    expect(idsOf(taken)).toEqual(idsOf(told));
    expect(taken.every(({ times }) => times === 1)).toBe(true);
  });

  it('are shared by two consumers without being taken twice', async () => {
    const behaviour: Behaviour = {};
    await exchange.startConsumer(behaviour);
    await exchange.startConsumer(behaviour);
    const told: NewEvent[] = await exchange.tell(someEvents(3000), 50);
    const taken = await exchange.takenAre(3000);
    expect(sortedIdsOf(taken)).toEqual(sortedIdsOf(told));
    expect(taken.filter(({ times }) => times > 1)).toEqual([]);
    expect(await exchange.parked()).toEqual([]);
  });

  it('go on with the other consumer when one stops', async () => {
    const first = await exchange.startConsumer();
    await exchange.startConsumer();
    const before = await exchange.tell(someEvents(100), 10);
    await exchange.takenAre(100);
    await exchange.stop(first);
    const after = await exchange.tell(someEvents(100), 10);
    expect(sortedIdsOf(await exchange.takenAre(200))).toEqual(sortedIdsOf([...before, ...after]));
  });
});

/** As a crash between the commit and the note of it: the broker gets no acknowledgement, the position is an old one. */
async function forgetWhatWasDone(consumer: INestApplication, exchange: Exchange): Promise<void> {
  if (exchange.transport === 'feed') {
    await exchange.consumerDatabase.query(`update feed_position set position = 0, event_id = null`);
    return;
  }
  const [microservice] = consumer.getMicroservices();
  const manager = microservice?.unwrap<AmqpConnectionManager>();
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
