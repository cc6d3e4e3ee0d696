import type { INestApplication } from '@nestjs/common';
import { once, type EventEmitter } from 'node:events';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Database, InstanceLeases } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { Sequencer } from '../src/outbox/sequencer.js';
import { someEvents, startProducer, tell, urlOf } from './support/services.js';

interface Row {
  id: string;
  position: string | null;
}

describe('The outbox and its feed', () => {
  let testDatabase: TestDatabase;
  let apps: INestApplication[];

  const start = async (): Promise<INestApplication> => {
    const app = await startProducer({ databaseUrl: testDatabase.url, transport: 'feed' });
    apps.push(app);
    return app;
  };

  beforeEach(async () => {
    apps = [];
    testDatabase = await createTestDatabase('auth');
  });
  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await testDatabase.drop();
  });

  const rows = () =>
    testDatabase.query<Row & Record<string, unknown>>(`select id, position from outbox order by seq`);

  const ask = async (app: INestApplication, query: string): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${await urlOf(app)}/events?${query}`);
    return { status: response.status, body: await response.json() };
  };

  const page = async (app: INestApplication, query: string): Promise<FeedPage> => {
    const { status, body } = await ask(app, query);
    expect(status).toBe(200);
    return feedPage.parse(body);
  };

  /** Reads the feed by its positions until it has seen `count` events. */
  const readUntil = async (app: INestApplication, count: number): Promise<FeedEvent[]> => {
    const seen: FeedEvent[] = [];
    while (seen.length < count) {
      const { events } = await page(app, `after=${seen.at(-1)?.position ?? 0}&limit=97&wait=5`);
      seen.push(...events);
    }
    return seen;
  };

  it('gives what one transaction tells consecutive positions in its order, from 1', async () => {
    const app = await start();
    const told = await tell(app, someEvents(50), 50);
    const seen = await readUntil(app, 50);
    expect(seen.map(({ id }) => id)).toEqual(told.map(({ id }) => id));
    expect(seen.map(({ position }) => position)).toEqual(told.map((_, index) => index + 1));
    expect(seen.map(({ body }) => body)).toEqual(told.map(({ body }) => body));
  });

  it('lets a reader miss nothing: long transactions, rollbacks, two instances', async () => {
    const [first, second] = [await start(), await start()];
    const writers = [first, second, first, second].map((app, index) => writeUnevenly(app, index, 40));
    const reading = readUntil(second, 4 * 40 * 3);
    await Promise.all(writers);
    const seen = await reading;

    const stored = await rows();
    expect(stored).toHaveLength(4 * 40 * 3);
    expect(seen.map(({ position }) => position)).toEqual(stored.map((_, index) => index + 1));
    expect(new Set(seen.map(({ id }) => id))).toEqual(new Set(stored.map(({ id }) => id)));
    const { last_position } = await page(first, 'after=0&limit=1');
    expect(last_position).toBe(stored.length);
  });

  it('gets no positions from a sequencer that takes itself for the holder of the lease, and is not (S10)', async () => {
    const app = await start();
    await tell(app, someEvents(3));
    await until('they are placed', async () => (await rows()).every(({ position }) => position !== null));
    const elsewhere = await createTestDatabase('elsewhere');
    const rival = await startProducer({ databaseUrl: elsewhere.url, transport: 'feed' });
    apps.push(rival);
    const sequencer = new Sequencer(app.get(Database), rival.get(InstanceLeases), app.get(Outbox));
    let placedByRival = 0;
    sequencer.onPlaced(() => {
      placedByRival += 1;
    });
    sequencer.onApplicationBootstrap();
    try {
      for (let count = 0; count < 20; count += 1) {
        await tell(app, someEvents(2));
      }
      await until('all are placed', async () => (await rows()).every(({ position }) => position !== null));
      expect((await rows()).map(({ position }) => Number(position))).toEqual(
        Array.from({ length: 43 }, (_, index) => index + 1),
      );
      expect(placedByRival).toBe(0);
    } finally {
      await sequencer.beforeApplicationShutdown();
      apps = apps.filter((one) => one !== rival);
      await rival.close();
      await elsewhere.drop();
    }
  });

  /** Transactions of three events each that stay open for a while; every third also has one before it that fails. */
  const writeUnevenly = async (app: INestApplication, writer: number, count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) {
      if (turn % 3 === 0) {
        await expect(tellAndFail(app)).rejects.toThrow('changed my mind');
      }
      await app.get(Database).transaction(async (tx) => {
        await app.get(Outbox).add(tx, someEvents(1));
        await tx.query(`select pg_sleep($1)`, [((turn * 7 + writer * 3) % 5) / 200]);
        await app.get(Outbox).add(tx, someEvents(2));
      });
    }
  };

  const tellAndFail = (app: INestApplication): Promise<void> =>
    app.get(Database).transaction(async (tx) => {
      await app.get(Outbox).add(tx, someEvents(2));
      throw new Error('changed my mind');
    });

  it('is taken over by the other instance when the one that had the lock is gone', async () => {
    const [first, second] = [await start(), await start()];
    await tell(first, someEvents(3));
    await until('they are placed', async () => (await rows()).every(({ position }) => position !== null));
    apps = [second];
    await first.close();
    await tell(second, someEvents(3));
    expect(await readUntil(second, 6)).toHaveLength(6);
  });

  it('makes a reader that asks to wait, wait until there is something', async () => {
    const [first, second] = [await start(), await start()];
    const waiting = [first, second].map((app) => page(app, 'after=0&wait=20'));
    const [told] = await tell(first, someEvents(1));
    const pages = await Promise.all(waiting);
    expect(pages.map(({ events }) => events[0]?.id)).toEqual([told?.id, told?.id]);
  });

  it('answers those who wait at once when it stops', async () => {
    const app = await start();
    await tell(app, someEvents(1));
    await readUntil(app, 1);
    const url = await urlOf(app);
    const server: EventEmitter = app.getHttpServer();
    const asked = once(server, 'request');
    const waiting = fetch(`${url}/events?after=1&wait=30`).then((response) => response.json());
    await asked;
    apps = [];
    const startedAt = Date.now();
    await app.close();
    expect(await waiting).toMatchObject({ events: [], last_position: 1 });
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });

  it('tells a reader that it was restored to an earlier state', async () => {
    const app = await start();
    const told = await tell(app, someEvents(5));
    await readUntil(app, 5);
    const rewound = { status: 409, body: { type: 'urn:ates:problem:feed-rewound' } };
    expect(await ask(app, `after=6`)).toMatchObject(rewound);
    expect(await ask(app, `after=5&after_id=${told[3]?.id}`)).toMatchObject(rewound);
    expect(await ask(app, `after=5&after_id=${told[4]?.id}`)).toMatchObject({ status: 200 });
  });

  describe('says where it ends', () => {
    const headOf = async (app: INestApplication): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${await urlOf(app)}/events/head`);
      return { status: response.status, body: await response.json() };
    };

    /** While `work` runs, no event gets a position. */
    const whileNothingIsPlaced = (app: INestApplication, work: () => Promise<void>): Promise<void> =>
      app.get(Database).transaction(async (tx) => {
        await tx.query(`select from outbox_head for update`);
        await work();
      });

    it('with everything that had committed when it was asked, placed or not (F6)', async () => {
      const app = await start();
      expect(await headOf(app)).toEqual({ status: 200, body: { last_position: 0 } });
      let asked: ReturnType<typeof headOf> | undefined;
      await whileNothingIsPlaced(app, async () => {
        await tell(app, someEvents(5));
        asked = headOf(app);
        await until('it looks', async () => {
          const [{ count } = { count: 0 }] = await testDatabase.query<{ count: number }>(
            `select count(*)::int as count from pg_stat_activity
             where datname = current_database() and query like '%last_unplaced%' and pid <> pg_backend_pid()`,
          );
          return count > 0;
        });
      });
      expect(await asked).toEqual({ status: 200, body: { last_position: 5 } });
    });

    it('asks to try again when what has committed gets no position', async () => {
      const app = await start();
      await whileNothingIsPlaced(app, async () => {
        await tell(app, someEvents(1));
        expect(await headOf(app)).toMatchObject({
          status: 503,
          body: { type: 'urn:ates:problem:feed-not-placed' },
        });
      });
    });
  });

  it('refuses a question that makes no sense', async () => {
    const app = await start();
    expect(await ask(app, 'after=-1')).toMatchObject({ status: 400 });
    expect(await ask(app, 'limit=5000')).toMatchObject({ status: 400 });
    expect(await ask(app, 'since=yesterday')).toMatchObject({ status: 400 });
  });
});
