import { feedHead, feedPage, type FeedEvent } from '@ates/contracts';
import { CallRefused, type Database, type ServiceCalls } from '@ates/platform';
import type { FeedSubscription } from '../feed/feed-reader.js';
import { reconciliationWanted } from './reconciliation-runs.js';

const notFound = 404;
const eventsAtOnce = 1000;

/** What the producers that this service subscribed to have told, and how far they were heard (F6, F11). */
export class ProducerFeeds {
  readonly producers: readonly string[];

  constructor(
    readonly transport: 'rabbitmq' | 'feed',
    private readonly subscriptions: readonly FeedSubscription[],
    private readonly calls: ServiceCalls,
    private readonly database: Database,
  ) {
    this.producers = subscriptions.map(({ producer }) => producer);
  }

  /**
   * The position that includes everything the producer has committed by now, asked of the producer itself; 0 when it has
   * no feed. Throws when it does not answer.
   */
  async head(producer: string, signal?: AbortSignal): Promise<number> {
    const url = this.subscriptions.find((known) => known.producer === producer)?.url;
    try {
      const answer = feedHead.parse(await this.calls.get(`${url}/events/head`, signal));
      return answer.last_position;
    } catch (error) {
      if (error instanceof CallRefused && error.status === notFound) {
        return 0;
      }
      throw error;
    }
  }

  /**
   * The events of a producer from the beginning up to a position, a page after the other, so that a feed of any length takes
   * the memory of one page. Throws when the producer does not answer, or has fewer.
   */
  async *events(producer: string, upTo: number): AsyncGenerator<readonly FeedEvent[]> {
    const { url } = this.subscriptions.find((known) => known.producer === producer) ?? {};
    for (let position = 0; position < upTo;) {
      const limit = Math.min(eventsAtOnce, upTo - position);
      const answer = await this.calls.get(`${url}/events?after=${position}&limit=${limit}`);
      const { events } = feedPage.parse(answer);
      const last = events.at(-1);
      if (!last) {
        throw new Error(`the feed of ${producer} ends at ${position}, before ${upTo}`);
      }
      yield events;
      position = last.position;
    }
  }

  /** Everything of the producer up to this position has taken effect, or is parked. */
  async reached(producer: string): Promise<number> {
    const [known] = await this.database.query<{ position: number }>(
      `select position::float8 as position from feed_position where producer = $1`,
      [producer],
    );
    return known?.position ?? 0;
  }

  /** Has the feed read up to a position at once, by whichever instance reads it, however much the broker holds back. */
  async readUpTo(producer: string, position: number): Promise<void> {
    await this.database.query(
      `insert into feed_position as known (producer, position, wanted) values ($1, 0, $2)
       on conflict (producer) do update set wanted = excluded.wanted where known.wanted < excluded.wanted`,
      [producer, position],
    );
    this.database.signals.give(reconciliationWanted);
  }
}
