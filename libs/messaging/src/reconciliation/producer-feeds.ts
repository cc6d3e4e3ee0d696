import { feedHead, feedPage, type FeedEvent } from '@ates/contracts';
import { CallRefused, type Database, type ServiceCalls } from '@ates/platform';
import type { FeedSubscription } from '../feed/producer-feed.js';
import { reconciliationRequested } from './reconciliation-runs.js';

const notFound = 404;
const eventsAtOnce = 1000;

/** The producers' feeds that this service subscribes to, and its consumer positions in them (F6, F11). */
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
   * Returns the position that covers everything the producer has committed so far, as the producer reports it; 0 if it
   * has no feed. Throws when the producer does not answer.
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
   * Yields the events of a producer from the beginning up to a position, page by page, so that memory holds one page
   * however long the feed is. Throws when the producer does not answer or has fewer events.
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

  /** Returns the consumer position: everything of the producer up to it has taken effect or is parked. */
  async reached(producer: string): Promise<number> {
    const [known] = await this.database.query<{ position: number }>(
      `select position::float8 as position from feed_position where producer = $1`,
      [producer],
    );
    return known?.position ?? 0;
  }

  /** Requests that the lease holder read the feed up to a position at once, even if the broker is slow to deliver. */
  async readUpTo(producer: string, position: number): Promise<void> {
    await this.database.query(
      `insert into feed_position as known (producer, position, wanted) values ($1, 0, $2)
       on conflict (producer) do update set wanted = excluded.wanted where known.wanted < excluded.wanted`,
      [producer, position],
    );
    this.database.signals.give(reconciliationRequested);
  }
}
