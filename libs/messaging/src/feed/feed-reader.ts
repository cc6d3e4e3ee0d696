import { Logger } from '@nestjs/common';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import {
  AnswerTooLarge,
  CallRefused,
  type Database,
  type InstanceLeases,
  type ServiceCalls,
} from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import type { Delivery, Progress } from '../consuming/delivery.js';
import type { EventHandler } from '../consuming/event-handler.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { beginning, type Position, type PositionKeeper } from './feed-position.js';

export interface FeedSubscription {
  producer: string;
  /** Base URL of the producer's API. */
  url: string;
}

export interface FeedServices {
  delivery: Delivery;
  database: Database;
  leases: InstanceLeases;
  calls: ServiceCalls;
}

const conflict = 409;
const notFound = 404;

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

/** The lease that an instance holds while it reads the feed of a producer. */
export const leaseOf = (producer: string): string => `feed:${producer}`;

/**
 * Reads one producer's feed page by page (S4). The position is stored in the consumer's own database and moves in the
 * transaction of the effects. Only the holder of `leaseOf` the producer reads.
 */
export class FeedReader {
  readonly source: string;
  private readonly logger: Logger;
  private readonly limit = new BatchLimit();

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly services: FeedServices,
    private readonly findHandler: HandlerFinder,
    private readonly keeper: PositionKeeper,
    /** Receives the number of events left to read, as of the latest page. */
    private readonly onLag: (events: number) => void = () => undefined,
  ) {
    this.source = `feed of ${subscription.producer}`;
    this.logger = new Logger(this.source);
  }

  /**
   * Consumes the next page up to position `upTo`, waiting up to `waitSeconds` for an event. Returns false when there
   * was none. Throws CallRefused when the producer rejects the call, and any other error when it does not answer.
   */
  async readNext(signal: AbortSignal, waitSeconds: number, upTo = Infinity): Promise<boolean> {
    const position = await this.keeper.position();
    if (position.position >= upTo) {
      return false;
    }
    const limit = Math.min(this.limit.size, upTo - position.position);
    const page = await this.pageAfter(position, { limit, wait: waitSeconds }, signal);
    if (page === 'rewound') {
      await this.rewind(position);
      return true;
    }
    if (page instanceof AnswerTooLarge) {
      await this.parkUnread(position, page);
      return true;
    }
    await this.consumePage(position, page, signal);
    return page.events.length > 0;
  }

  /** Returns the current end of the feed. Restarts from 0 if the producer was restored to before our position. */
  async end(signal: AbortSignal): Promise<number> {
    const position = await this.keeper.position();
    const page = await this.pageAfter(position, { limit: 1, wait: 0 }, signal);
    if (page === 'rewound') {
      await this.rewind(position);
      return this.end(signal);
    }
    if (page instanceof AnswerTooLarge) {
      return position.position + 1;
    }
    this.onLag(page.last_position - position.position);
    return page.last_position;
  }

  private async consumePage(start: Position, page: FeedPage, signal: AbortSignal): Promise<void> {
    let position = start;
    this.onLag(page.last_position - position.position);
    for (const run of this.runsOf(page.events)) {
      if (!signal.aborted) {
        position = await this.deliver(position, run);
        this.onLag(page.last_position - position.position);
      }
    }
  }

  /** Asks for fewer events while a page is too large. Returns AnswerTooLarge when a single event is. */
  private async pageAfter(
    position: Position,
    wanted: { limit: number; wait: number },
    signal: AbortSignal,
  ): Promise<FeedPage | AnswerTooLarge | 'rewound'> {
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

  private async request(
    position: Position,
    wanted: { limit: number; wait: number },
    signal: AbortSignal,
  ): Promise<FeedPage | 'rewound'> {
    const url = new URL(`${this.subscription.url}/events`);
    url.searchParams.set('after', String(position.position));
    url.searchParams.set('limit', String(wanted.limit));
    url.searchParams.set('wait', String(wanted.wait));
    if (position.event_id) {
      url.searchParams.set('after_id', position.event_id);
    }
    try {
      return feedPage.parse(await this.services.calls.get(url.href, signal));
    } catch (error) {
      // A reader at position 0 cannot be ahead of the feed.
      const isRewound = error instanceof CallRefused && error.status === conflict && position.position > 0;
      if (isRewound) {
        return 'rewound';
      }
      throw error instanceof CallRefused && error.status === notFound ? new NoFeed(this.subscription) : error;
    }
  }

  /**
   * Parks an event too large to read with what is known of it, and skips it. Rethrows when the answer does not look
   * like that event: then the URL is wrong.
   */
  private async parkUnread({ position }: Position, answer: AnswerTooLarge): Promise<void> {
    const next = position + 1;
    if (Number(/"position"\s*:\s*(\d+)/.exec(answer.beginning)?.[1]) !== next) {
      throw answer;
    }
    const { producer } = this.subscription;
    const message: RawMessage = {
      source: this.source,
      producer,
      type: /"type"\s*:\s*"([^"\\]+)"/.exec(answer.beginning)?.[1] ?? 'unknown',
      body: Buffer.from(answer.beginning),
      size: answer.limit + 1,
      properties: { messageId: `${producer} ${next}` },
    };
    const reason = `the event at position ${next} of the feed has more than ${answer.limit} bytes and was not read`;
    await this.services.delivery.refuse(message, reason, {
      settle: (tx) =>
        this.keeper.move(tx, { position, event_id: null }, { position: next, event_id: null }, {}),
      settled: () => undefined,
    });
  }

  private async rewind(from: Position): Promise<void> {
    this.logger.warn(`${this.source} was restored to an earlier state, reading it again from the beginning`);
    await this.services.database.transaction((tx) => this.keeper.move(tx, from, beginning, {}));
  }

  /** Splits the events where the handler changes. Consecutive events without a handler form one run and are skipped. */
  private runsOf(events: readonly FeedEvent[]): FeedEvent[][] {
    const runs: FeedEvent[][] = [];
    let handlerOfRun: EventHandler | undefined;
    for (const event of events) {
      const handler = this.findHandler(event.type);
      const run = runs.at(-1);
      if (run && handler === handlerOfRun) {
        run.push(event);
      } else {
        runs.push([event]);
        handlerOfRun = handler;
      }
    }
    return runs;
  }

  /** Delivers events that have one handler; returns the position after the last. */
  private async deliver(start: Position, events: FeedEvent[]): Promise<Position> {
    const { delivery } = this.services;
    const messages = events.map((event) => this.rawMessageOf(event));
    const positions = new Map(messages.map((message, index) => [message, positionOf(events[index])]));
    let position = start;
    const progress: Progress = {
      isComparison: this.keeper.isComparison,
      settle: (tx, last, effects = {}) =>
        this.keeper.move(tx, position, positions.get(last) ?? position, effects),
      settled: (last) => {
        position = positions.get(last) ?? position;
      },
    };
    const handler = this.findHandler(events[0]?.type ?? '');
    const last = messages.at(-1);
    try {
      if (handler) {
        await delivery.deliver(messages, handler, progress);
      } else if (last) {
        // A queue is bound only for handled types; a feed has them all, so skip the others.
        await delivery.skip(last, progress);
      }
    } catch (error) {
      this.limit.shrink();
      throw error;
    }
    this.limit.grow();
    return position;
  }

  private rawMessageOf(event: FeedEvent): RawMessage {
    const { producer } = this.subscription;
    const body = Buffer.from(JSON.stringify(event.body ?? null));
    return {
      source: this.source,
      producer,
      type: event.type,
      body,
      size: body.length,
      properties: { messageId: event.id, type: event.type, appId: producer, version: String(event.version) },
    };
  }
}

const positionOf = (event: FeedEvent | undefined): Position => ({
  position: event?.position ?? 0,
  event_id: event?.id ?? null,
});
