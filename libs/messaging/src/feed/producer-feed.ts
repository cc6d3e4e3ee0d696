import { feedHead, feedPage, type FeedEvent, type FeedHead, type FeedTimeline } from '@ates/contracts';
import { AnswerTooLarge, CallRefused, type ServiceCalls } from '@ates/platform';
import type { Position } from './feed-position.js';
import { receivedPage, type ReceivedPage } from './received-page.js';

export interface FeedSubscription {
  producer: string;
  /** Base URL of the producer's API. */
  url: string;
}

const conflict = 409;
const notFound = 404;
const eventsAtOnce = 1000;

/** Thrown when the producer is a foreign service without an event feed (A7, S4). The message says what to configure. */
class NoFeed extends CallRefused {
  constructor({ producer, url }: FeedSubscription) {
    super(`${url}/events`, notFound);
    const instead =
      producer === 'auth'
        ? ', or PEOPLE_FROM=tokens if there is only an OpenID provider (docs/operations.md, "Keycloak instead of Auth")'
        : '';
    this.message =
      `there is no event feed at ${this.url} (404). Correct ${producer.toUpperCase()}_URL; or, if ${producer} has no ` +
      `feed, set MESSAGE_TRANSPORT=rabbitmq to receive its events from the broker${instead}`;
  }
}

/** What to ask a feed for: at most `limit` events, waiting up to `wait` seconds for the first. */
interface Wanted {
  limit: number;
  wait: number;
}

/** One producer's event feed, over HTTP. */
export class ProducerFeed {
  constructor(
    readonly subscription: FeedSubscription,
    private readonly calls: ServiceCalls,
  ) {}

  /**
   * Returns the events after a position, or that the feed was restored to an earlier state. Asks for fewer events while
   * an answer is too large, and returns AnswerTooLarge when a single event is. Throws CallRefused when the producer
   * rejects the call, and any other error when it does not answer, or its answer is not a page that continues there.
   */
  async pageAfter(
    position: Position,
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<ReceivedPage | AnswerTooLarge | 'rewound'> {
    for (let { limit } = wanted; ; limit = Math.ceil(limit / 8)) {
      try {
        return await this.request(position, { ...wanted, limit }, signal);
      } catch (error) {
        if (!(error instanceof AnswerTooLarge)) {
          throw error;
        }
        if (limit === 1) {
          return error;
        }
      }
    }
  }

  /**
   * Returns the position that covers everything the producer has committed so far, as the producer reports it; 0 if it
   * has no feed. Throws when the producer does not answer.
   */
  async head(signal?: AbortSignal): Promise<number> {
    return (await this.wholeHead(signal)).last_position;
  }

  /** Returns the timelines of the feed; none if the producer has no feed or knows no timelines. */
  async timelines(signal?: AbortSignal): Promise<readonly FeedTimeline[]> {
    return (await this.wholeHead(signal)).timelines ?? [];
  }

  private async wholeHead(signal?: AbortSignal): Promise<FeedHead> {
    try {
      return feedHead.parse(await this.calls.get(`${this.subscription.url}/events/head`, signal));
    } catch (error) {
      if (error instanceof CallRefused && error.status === notFound) {
        return { last_position: 0 };
      }
      throw error;
    }
  }

  /**
   * Yields the events from the beginning up to a position, page by page, so that memory holds one page however long the
   * feed is. Throws when the producer does not answer or has fewer events.
   */
  async *events(upTo: number): AsyncGenerator<readonly FeedEvent[]> {
    const { producer, url } = this.subscription;
    for (let position = 0; position < upTo;) {
      const limit = Math.min(eventsAtOnce, upTo - position);
      const answer = await this.calls.get(`${url}/events?after=${position}&limit=${limit}`);
      receivedPage(answer, position);
      const { events } = feedPage.parse(answer);
      const last = events.at(-1);
      if (!last) {
        throw new Error(`the feed of ${producer} ends at ${position}, before ${upTo}`);
      }
      yield events;
      position = last.position;
    }
  }

  private async request(
    position: Position,
    wanted: Wanted,
    signal: AbortSignal,
  ): Promise<ReceivedPage | 'rewound'> {
    const url = new URL(`${this.subscription.url}/events`);
    url.searchParams.set('after', String(position.position));
    url.searchParams.set('limit', String(wanted.limit));
    url.searchParams.set('wait', String(wanted.wait));
    if (position.event_id) {
      url.searchParams.set('after_id', position.event_id);
    }
    try {
      return receivedPage(await this.calls.get(url.href, signal), position.position);
    } catch (error) {
      // A reader at position 0 cannot be ahead of the feed.
      const isRewound = error instanceof CallRefused && error.status === conflict && position.position > 0;
      if (isRewound) {
        return 'rewound';
      }
      throw error instanceof CallRefused && error.status === notFound ? new NoFeed(this.subscription) : error;
    }
  }
}
