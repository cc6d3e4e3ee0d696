import type { INestApplication } from '@nestjs/common';
import { once, type EventEmitter } from 'node:events';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Database, InstanceLeases } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { Sequencer } from '../src/outbox/sequencer.js';
import { emit, someEvents, startProducer, urlOf } from './support/services.js';
import { storedEvents } from '../../../test/support/events.js';

interface Row {
  id: string;
  position: string | null;
}

describe('The outbox with its feed', () => {
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
    testDatabase.query<Row & Record<string, unknown>>(
      `select id, position from ${storedEvents} as event order by place`,
    );

  const request = async (
    app: INestApplication,
    query: string,
  ): Promise<{ status: number; body: unknown }> => {
    const response = await fetch(`${await urlOf(app)}/events?${query}`);
    return { status: response.status, body: await response.json() };
  };

  const page = async (app: INestApplication, query: string): Promise<FeedPage> => {
    const { status, body } = await request(app, query);
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

  it('assigns the events of one transaction consecutive positions from 1, in their order', async () => {
    const app = await start();
    const emitted = await emit(app, someEvents(50), 50);
    const seen = await readUntil(app, 50);
    expect(seen.map(({ id }) => id)).toEqual(emitted.map(({ id }) => id));
    expect(seen.map(({ position }) => position)).toEqual(emitted.map((_, index) => index + 1));
    expect(seen.map(({ body }) => body)).toEqual(emitted.map(({ body }) => body));
  });

  it('lets a reader miss nothing despite long transactions, rollbacks and two instances', async () => {
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

  it('gets no positions from a sequencer that wrongly believes it holds the lease (S10)', async () => {
    const app = await start();
    await emit(app, someEvents(3));
    await until('the events have positions', async () =>
      (await rows()).every(({ position }) => position !== null),
    );
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
        await emit(app, someEvents(2));
      }
      await until('all events have positions', async () =>
        (await rows()).every(({ position }) => position !== null),
      );
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

  /** Opens transactions of three events each that stay open for a while; every third follows one that fails. */
  const writeUnevenly = async (app: INestApplication, writer: number, count: number): Promise<void> => {
    for (let turn = 0; turn < count; turn += 1) {
      if (turn % 3 === 0) {
        await expect(emitAndFail(app)).rejects.toThrow('changed my mind');
      }
      await app.get(Database).transaction(async (tx) => {
        await app.get(Outbox).add(tx, someEvents(1));
        await tx.query(`select pg_sleep($1)`, [((turn * 7 + writer * 3) % 5) / 200]);
        await app.get(Outbox).add(tx, someEvents(2));
      });
    }
  };

  const emitAndFail = (app: INestApplication): Promise<void> =>
    app.get(Database).transaction(async (tx) => {
      await app.get(Outbox).add(tx, someEvents(2));
      throw new Error('changed my mind');
    });

  it('is taken over by the other instance when the lease holder stops', async () => {
    const [first, second] = [await start(), await start()];
    await emit(first, someEvents(3));
    await until('the events have positions', async () =>
      (await rows()).every(({ position }) => position !== null),
    );
    apps = [second];
    await first.close();
    await emit(second, someEvents(3));
    expect(await readUntil(second, 6)).toHaveLength(6);
  });

  it('keeps a long-polling reader waiting until there is an event', async () => {
    const [first, second] = [await start(), await start()];
    const waiting = [first, second].map((app) => page(app, 'after=0&wait=20'));
    const [emitted] = await emit(first, someEvents(1));
    const pages = await Promise.all(waiting);
    expect(pages.map(({ events }) => events[0]?.id)).toEqual([emitted?.id, emitted?.id]);
  });

  it('answers long-polling readers at once when the service stops', async () => {
    const app = await start();
    await emit(app, someEvents(1));
    await readUntil(app, 1);
    const url = await urlOf(app);
    const server: EventEmitter = app.getHttpServer();
    const arrived = once(server, 'request');
    const waiting = fetch(`${url}/events?after=1&wait=30`).then((response) => response.json());
    await arrived;
    apps = [];
    const startedAt = Date.now();
    await app.close();
    expect(await waiting).toMatchObject({ events: [], last_position: 1 });
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });

  it('answers 409 feed-rewound to a reader ahead of a restored feed', async () => {
    const app = await start();
    const emitted = await emit(app, someEvents(5));
    await readUntil(app, 5);
    const rewound = { status: 409, body: { type: 'urn:ates:problem:feed-rewound' } };
    expect(await request(app, `after=6`)).toMatchObject(rewound);
    expect(await request(app, `after=5&after_id=${emitted[3]?.id}`)).toMatchObject(rewound);
    expect(await request(app, `after=5&after_id=${emitted[4]?.id}`)).toMatchObject({ status: 200 });
  });

  describe('reports the end of the feed', () => {
    const headOf = async (app: INestApplication): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${await urlOf(app)}/events/head`);
      return { status: response.status, body: await response.json() };
    };

    /** No event gets a position while `work` runs. */
    const whileSequencerIsBlocked = (app: INestApplication, work: () => Promise<void>): Promise<void> =>
      app.get(Database).transaction(async (tx) => {
        await tx.query(`select from outbox_head for update`);
        await work();
      });

    it('including everything committed before the request, with or without a position (F6)', async () => {
      const app = await start();
      expect(await headOf(app)).toMatchObject({ status: 200, body: { last_position: 0 } });
      let answer: ReturnType<typeof headOf> | undefined;
      await whileSequencerIsBlocked(app, async () => {
        await emit(app, someEvents(5));
        answer = headOf(app);
        await until('the query runs', async () => {
          const [{ count } = { count: 0 }] = await testDatabase.query<{ count: number }>(
            `select count(*)::int as count from pg_stat_activity
             where datname = current_database() and query like '%last_unplaced%' and pid <> pg_backend_pid()`,
          );
          return count > 0;
        });
      });
      expect(await answer).toMatchObject({ status: 200, body: { last_position: 5 } });
    });

    it('with 503 feed-not-placed while committed events get no position', async () => {
      const app = await start();
      await whileSequencerIsBlocked(app, async () => {
        await emit(app, someEvents(1));
        expect(await headOf(app)).toMatchObject({
          status: 503,
          body: { type: 'urn:ates:problem:feed-not-placed' },
        });
      });
    });
  });

  it('rejects invalid query parameters with 400', async () => {
    const app = await start();
    expect(await request(app, 'after=-1')).toMatchObject({ status: 400 });
    expect(await request(app, 'limit=5000')).toMatchObject({ status: 400 });
    expect(await request(app, 'since=yesterday')).toMatchObject({ status: 400 });
  });
});
