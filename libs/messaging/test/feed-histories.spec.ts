import fc from 'fast-check';
import type { INestApplication } from '@nestjs/common';
import { feedPage, userChanged, type FeedPage } from '@ates/contracts';
import { newEvent, Outbox, ProducerTimelines, type NewEvent } from '@ates/messaging';
import { Database, Problem, ServiceCalls } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { freshNumber, playHistories, playingMilliseconds, uuidOf } from '../../../test/support/histories.js';
import { ConsumedElsewhere, Delivery } from '../src/consuming/delivery.js';
import { EventHandlers } from '../src/consuming/event-handlers.js';
import { EventServer } from '../src/consuming/event.server.js';
import { FeedPosition } from '../src/feed/feed-position.js';
import { FeedReader } from '../src/feed/feed-reader.js';
import { ProducerFeed } from '../src/feed/producer-feed.js';
import { EventFeed } from '../src/outbox/feed.queries.js';
import { createConsumed, startConsumer, startProducer, urlOf } from './support/services.js';

/** What becomes of an answer on its way: only its first events arrive, it is lost, or an earlier one comes again. */
type Passage = { kind: 'whole' | 'lost' | 'repeated' } | { kind: 'cut'; to: number };

interface History {
  number: bigint;
  /** Events of transactions; one that cannot be read lacks the person that it is about. */
  transactions: { isReadable: boolean }[][];
  /** The page sizes and passages of each reader; whole answers follow. Several readers are several instances. */
  readers: { pageSize: number; passages: Passage[]; failsAt: number[] }[];
}

const passage: fc.Arbitrary<Passage> = fc.oneof(
  fc.record({ kind: fc.constantFrom('whole' as const, 'lost' as const, 'repeated' as const) }),
  fc.record({ kind: fc.constant('cut' as const), to: fc.nat(4) }),
);

const history: fc.Arbitrary<History> = fc.record({
  number: freshNumber,
  transactions: fc.array(
    fc.array(fc.record({ isReadable: fc.integer({ min: 0, max: 5 }).map((number) => number > 0) }), {
      minLength: 1,
      maxLength: 6,
    }),
    { minLength: 1, maxLength: 6 },
  ),
  readers: fc.array(
    fc.record({
      pageSize: fc.integer({ min: 1, max: 20 }),
      passages: fc.array(passage, { maxLength: 8 }),
      failsAt: fc.array(fc.nat(8), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

/** Calls the producer over a network that cuts, loses and repeats answers. */
class BadNetwork extends ServiceCalls {
  private last: FeedPage | undefined;

  constructor(
    private readonly pageSize: number,
    private readonly passages: Passage[],
  ) {
    super();
  }

  async get(address: string): Promise<unknown> {
    const url = new URL(address);
    if (url.pathname.endsWith('/head')) {
      return (await fetch(url)).json();
    }
    url.searchParams.set('limit', String(Math.min(this.pageSize, Number(url.searchParams.get('limit')))));
    const response = await fetch(url);
    const page = feedPage.parse(await response.json());
    const passage = this.passages.shift() ?? { kind: 'whole' };
    const earlier = this.last;
    this.last = page;
    switch (passage.kind) {
      case 'lost':
        throw new Error('the connection was reset');
      case 'cut':
        return { ...page, events: page.events.slice(0, passage.to) };
      case 'repeated':
        return earlier ?? page;
      case 'whole':
        return page;
    }
  }
}

class HandlerFailed extends Problem {
  constructor() {
    super('unavailable', 'not-now', 'Something that the handler needs is away.');
  }
}

describe('Any history of a feed whose pages arrive cut, again or not at all', () => {
  let producerDatabase: TestDatabase;
  let consumerDatabase: TestDatabase;
  let producer: INestApplication;
  let consumer: INestApplication;
  /** The numbers of handled batches that fail, until the history ends. */
  let failing: Set<number>;
  let batches = 0;
  const seen = { consumedElsewhere: 0, lost: 0, refused: 0, failures: 0, parked: 0 };

  const start = async (): Promise<void> => {
    producerDatabase = await createTestDatabase('auth');
    consumerDatabase = await createTestDatabase('tasks');
    await consumerDatabase.query(createConsumed);
    producer = await startProducer({ databaseUrl: producerDatabase.url, transport: 'feed' });
    const during = (): void => {
      batches += 1;
      if (failing.delete(batches)) {
        throw new HandlerFailed();
      }
    };
    consumer = await startConsumer({
      databaseUrl: consumerDatabase.url,
      transport: 'feed',
      producerUrl: undefined,
      behaviour: { during },
    });
    consumer.get(EventHandlers).register('auth', consumer.get(EventServer).getHandlers());
  };

  const stop = async (): Promise<void> => {
    await Promise.all([producer.close(), consumer.close()]);
    await Promise.all([producerDatabase.drop(), consumerDatabase.drop()]);
  };

  async function startAfresh(): Promise<void> {
    await stop();
    await start();
  }

  beforeAll(start);
  afterAll(stop);

  const publish = (transactions: readonly NewEvent[][]): Promise<unknown[]> =>
    Promise.all(
      transactions.map((events) =>
        producer.get(Database).transaction((tx) => producer.get(Outbox).add(tx, events)),
      ),
    );

  /** Reads until the position is at the end, as the loop of an instance would, but without its pauses. */
  async function readToEnd(reader: FeedReader, position: FeedPosition, end: number): Promise<void> {
    while ((await position.position()).position < end) {
      try {
        await reader.readNext(new AbortController().signal, 0);
      } catch (error) {
        seen.consumedElsewhere += error instanceof ConsumedElsewhere ? 1 : 0;
        seen.failures += error instanceof HandlerFailed ? 1 : 0;
        seen.lost += error instanceof Error && error.message === 'the connection was reset' ? 1 : 0;
        const isRefused = error instanceof Error && /^the feed has position \d+ where/.test(error.message);
        seen.refused += isRefused ? 1 : 0;
        const isExpected =
          error instanceof ConsumedElsewhere ||
          error instanceof HandlerFailed ||
          isRefused ||
          (error instanceof Error && error.message === 'the connection was reset');
        if (!isExpected) {
          throw error;
        }
      }
    }
  }

  async function play({ number, transactions, readers }: History): Promise<number> {
    let ids = 0;
    const unreadable: string[] = [];
    const emitted = transactions.map((events) =>
      events.map(({ isReadable }) => {
        const id = uuidOf(number, 3, (ids += 1));
        const event = newEvent(userChanged, {
          user_id: uuidOf(number, 1, 0),
          timestamp: '2026-03-01T10:00:00.000Z',
        });
        if (!isReadable) {
          unreadable.push(id);
          return { ...event, id, body: { timestamp: event.body.timestamp } };
        }
        return { ...event, id };
      }),
    );
    await publish(emitted);
    const { last_position: end } = await producer.get(EventFeed).head();
    failing = new Set(readers.flatMap(({ failsAt }) => failsAt.map((batch) => batches + batch)));
    const position = new FeedPosition(consumer.get(Database), 'auth');
    const uses = {
      delivery: consumer.get(Delivery),
      handlers: consumer.get(EventHandlers),
      timelines: consumer.get(ProducerTimelines),
    };
    const subscription = { producer: 'auth', url: await urlOf(producer) };
    await Promise.all(
      readers.map(({ pageSize, passages }) => {
        const feed = new ProducerFeed(subscription, new BadNetwork(pageSize, [...passages]));
        const reader = new FeedReader(feed, position, uses);
        return readToEnd(reader, position, end);
      }),
    );
    const published = emitted.flat().map(({ id }) => id);
    const stored = await consumerDatabase.query<{ id: string }>(
      `select id from consumed where id = any($1::uuid[]) order by id`,
      [published],
    );
    const parked = await consumerDatabase.query<{ id: string }>(
      `select message_id as id from parked_message where message_id = any($1::text[]) order by message_id`,
      [published],
    );
    expect(stored.map(({ id }) => id)).toEqual(published.filter((id) => !unreadable.includes(id)).toSorted());
    expect(parked.map(({ id }) => id)).toEqual(unreadable.toSorted());
    expect((await position.position()).position).toBe(end);
    seen.parked += parked.length;
    return published.length;
  }

  it(
    'lets every event take effect once or parks it once, whatever the pages and however many readers',
    async () => {
      await playHistories({
        about: 'feed',
        inTest: 50,
        share: 0.1,
        history,
        play,
        startAfresh,
        variety: () => seen,
      });
    },
    playingMilliseconds,
  );
});
