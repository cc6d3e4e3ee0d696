import type { FeedEvent, ProducerReconciliation } from '@ates/contracts';
import type { Database, ServiceCalls } from '@ates/platform';
import { ProducerFeed, type FeedSubscription } from '../feed/producer-feed.js';
import { reconciliationRequested } from './reconciliation-runs.js';

/** The producers' feeds that this service subscribes to, and its consumer positions in them (F6, F11). */
export class ProducerFeeds {
  readonly producers: readonly string[];
  private readonly feeds: ReadonlyMap<string, ProducerFeed>;

  constructor(
    readonly transport: 'rabbitmq' | 'feed',
    subscriptions: readonly FeedSubscription[],
    calls: ServiceCalls,
    private readonly database: Database,
  ) {
    this.feeds = new Map(
      subscriptions.map((subscription) => [subscription.producer, new ProducerFeed(subscription, calls)]),
    );
    this.producers = [...this.feeds.keys()];
  }

  /**
   * Returns the position that covers everything the producer has committed so far, as the producer reports it; 0 if it
   * has no feed. Throws when the producer does not answer.
   */
  async head(producer: string, signal?: AbortSignal): Promise<number> {
    return this.feedOf(producer).head(signal);
  }

  /**
   * Yields the events of a producer from the beginning up to a position, page by page, so that memory holds one page
   * however long the feed is. Throws when the producer does not answer or has fewer events.
   */
  async *events(producer: string, upTo: number): AsyncGenerator<readonly FeedEvent[]> {
    yield* this.feedOf(producer).events(upTo);
  }

  /** Returns the consumer position: everything of the producer up to it has taken effect or is parked. */
  async reached(producer: string): Promise<number> {
    const [known] = await this.database.query<{ position: number }>(
      `select position::float8 as position from feed_position where producer = $1`,
      [producer],
    );
    return known?.position ?? 0;
  }

  /** Returns the consumer position, and when another timeline of the producer was last noticed. */
  async state(producer: string): Promise<Pick<ProducerReconciliation, 'position' | 'restored'>> {
    const [known] = await this.database.query<Pick<ProducerReconciliation, 'position' | 'restored'>>(
      `select position::float8 as position,
              case when restored_at is not null
                   then json_build_object('to', restored_to, 'noticed_at', restored_at) end as restored
       from feed_position where producer = $1`,
      [producer],
    );
    return known ?? { position: 0, restored: null };
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

  private feedOf(producer: string): ProducerFeed {
    const feed = this.feeds.get(producer);
    if (!feed) {
      throw new Error(`this service does not read the feed of ${producer}`);
    }
    return feed;
  }
}
