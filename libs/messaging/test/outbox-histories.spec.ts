import fc from 'fast-check';
import type { INestApplication } from '@nestjs/common';
import { userChanged, feedPage, type FeedEvent } from '@ates/contracts';
import { newEvent, Outbox, type NewEvent } from '@ates/messaging';
import { Database, type Transaction } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { freshNumber, playHistories, playingMilliseconds, uuidOf } from '../../../test/support/histories.js';
import { EventFeed } from '../src/outbox/feed.queries.js';
import { startProducer } from './support/services.js';

/** A transaction of one instance: how many events it adds in each of its statements, and whether it rolls back. */
interface Writing {
  instance: 0 | 1;
  statements: number[];
  rollsBack: boolean;
  /** Commits only when another transaction has ended: that of this writer, if there is one before it. */
  waitsForWriter: number;
}

interface History {
  number: bigint;
  /** Each writer's transactions run one after the other, the writers concurrently. */
  writers: Writing[][];
  /** Each reader's page sizes, which begin again when they are used up, and the instance that it asks. */
  readers: { instance: 0 | 1; pageSizes: number[] }[];
}

const instance = fc.constantFrom(0 as const, 1 as const);

const history: fc.Arbitrary<History> = fc.record({
  number: freshNumber,
  writers: fc.array(
    fc.array(
      fc.record({
        instance,
        statements: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
        rollsBack: fc.boolean(),
        waitsForWriter: fc.nat(4),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    { minLength: 1, maxLength: 5 },
  ),
  readers: fc.array(
    fc.record({
      instance,
      pageSizes: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

class RolledBack extends Error {}

describe('Any history of transactions that add events to the outbox while others read its feed', () => {
  let testDatabase: TestDatabase;
  let apps: [INestApplication, INestApplication];
  const seen = { rolledBackTransactions: 0, readPages: 0 };

  const start = async (): Promise<void> => {
    testDatabase = await createTestDatabase('auth');
    const settings = { databaseUrl: testDatabase.url, transport: 'feed' as const };
    apps = [await startProducer(settings), await startProducer(settings)];
  };

  const stop = async (): Promise<void> => {
    await Promise.all(apps.map((app) => app.close()));
    await testDatabase.drop();
  };

  async function startAfresh(): Promise<void> {
    await stop();
    await start();
  }

  beforeAll(start);
  afterAll(stop);

  /** Runs the transactions of a writer, one after the other. Returns the events of each that committed. */
  async function write(
    writings: readonly Writing[],
    eventsOf: (count: number) => NewEvent[],
    untilEnded: (writer: number) => Promise<void>,
  ): Promise<NewEvent[][]> {
    const committed: NewEvent[][] = [];
    for (const { instance: index, statements, rollsBack, waitsForWriter } of writings) {
      const app = apps[index];
      const events = statements.map(eventsOf);
      const work = async (tx: Transaction): Promise<void> => {
        for (const some of events) {
          await app.get(Outbox).add(tx, some);
        }
        await untilEnded(waitsForWriter);
        if (rollsBack) {
          throw new RolledBack();
        }
      };
      try {
        await app.get(Database).transaction(work);
        committed.push(events.flat());
      } catch (error) {
        if (!(error instanceof RolledBack)) {
          throw error;
        }
        seen.rolledBackTransactions += 1;
      }
    }
    return committed;
  }

  /** Reads the feed from a position on until it has `count` events and there are no more. */
  async function read(
    { instance: index, pageSizes }: History['readers'][number],
    from: number,
    count: () => number | undefined,
  ): Promise<FeedEvent[]> {
    const feed = apps[index].get(EventFeed);
    const read: FeedEvent[] = [];
    for (let page = 0; ; page += 1) {
      const wanted = count();
      if (wanted !== undefined && read.length >= wanted) {
        return read;
      }
      const last = read.at(-1);
      const query = {
        after: last?.position ?? from,
        limit: pageSizes[page % pageSizes.length] ?? 1,
        wait: 0.1,
        ...(last === undefined ? {} : { after_id: last.id }),
      };
      read.push(...feedPage.parse(JSON.parse(await feed.page(query))).events);
      seen.readPages += 1;
    }
  }

  async function play({ number, writers, readers }: History): Promise<number> {
    const { last_position: from } = await apps[0].get(EventFeed).head();
    let ids = 0;
    const eventsOf = (count: number): NewEvent[] =>
      Array.from({ length: count }, () => ({
        ...newEvent(userChanged, { user_id: uuidOf(number, 1, 0), timestamp: '2026-03-01T10:00:00.000Z' }),
        id: uuidOf(number, 3, (ids += 1)),
      }));
    const writing: Promise<NewEvent[][]>[] = [];
    for (const writings of writers) {
      // A writer waits only for those before it, so that they never wait for each other.
      const earlier = [...writing];
      const untilEnded = async (writer: number): Promise<void> => {
        await earlier[writer];
      };
      writing.push(write(writings, eventsOf, untilEnded));
    }
    const written: { total?: number } = {};
    const reading = readers.map((reader) => read(reader, from, () => written.total));
    const committed = (await Promise.all(writing)).flat();
    const expected = committed.flat().map(({ id }) => id);
    written.total = expected.length;
    for (const seen of await Promise.all(reading)) {
      expect(seen.map(({ position }) => position)).toEqual(expected.map((_, index) => from + index + 1));
      expect(seen.map(({ id }) => id).sort()).toEqual(expected.toSorted());
      // The events of a transaction stay in their order.
      const place = new Map(seen.map(({ id }, index) => [id, index]));
      for (const events of committed) {
        const places = events.map(({ id }) => place.get(id) ?? -1);
        expect(places).toEqual(places.toSorted((left, right) => left - right));
      }
    }
    const { last_position: end } = await apps[1].get(EventFeed).head();
    expect(end).toBe(from + expected.length);
    return expected.length;
  }

  it(
    'has gap-free positions, and every reader gets each committed event once, whatever its pages',
    async () => {
      await playHistories({
        about: 'outbox',
        inTest: 50,
        share: 0.2,
        history,
        play,
        startAfresh,
        variety: () => seen,
      });
    },
    playingMilliseconds,
  );
});
