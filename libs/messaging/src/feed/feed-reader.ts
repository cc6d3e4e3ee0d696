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
import type { RawMessage } from '../consuming/raw-message.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { beginning, type Position, type PositionKeeper } from './feed-position.js';

export interface FeedSubscription {
  producer: string;
  /** Where the producer's API is. */
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

/** The producer is a program of somebody else's that has no event feed (A7, S4): says what to set. */
export class NoFeed extends CallRefused {
  constructor({ producer, url }: FeedSubscription) {
    super(`${url}/events`, notFound);
    const instead =
      producer === 'auth'
        ? ', or PEOPLE_FROM=tokens where only an OpenID provider is there (docs/operations.md, "Keycloak instead of Auth")'
        : '';
    this.message =
      `there is no event feed at ${this.url} (404). Correct ${producer.toUpperCase()}_URL; or, where ${producer} is a ` +
      `program without a feed, set MESSAGE_TRANSPORT=rabbitmq, so that its events come by the broker${instead}`;
  }
}

/** The lease of whoever reads a producer's feed. */
export const leaseOf = (producer: string): string => `feed:${producer}`;

/**
 * Reads the feed of one producer, page by page (S4). Its position is kept in the consumer's own database and moves in
 * the transaction of the effects. One instance reads at a time: under `leaseOf` the producer.
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
    /** Told how many events are still to be read, as of the last page. */
    private readonly onLag: (events: number) => void = () => undefined,
  ) {
    this.source = `feed of ${subscription.producer}`;
    this.logger = new Logger(this.source);
  }

  /**
   * Takes the next page, waiting up to `waitSeconds` for an event when there is none, and nothing after `upTo`; false
   * when there was none. Throws when the producer does not answer, or CallRefused when it will not.
   */
  async readOn(signal: AbortSignal, waitSeconds: number, upTo = Infinity): Promise<boolean> {
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
    await this.takePage(position, page, signal);
    return page.events.length > 0;
  }

  /** Where the feed ends for now. Begins anew when its producer was restored to before our position. */
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

  private async takePage(start: Position, page: FeedPage, signal: AbortSignal): Promise<void> {
    let position = start;
    this.onLag(page.last_position - position.position);
    for (const run of this.runsOf(page.events)) {
      if (!signal.aborted) {
        position = await this.deliver(position, run);
        this.onLag(page.last_position - position.position);
      }
    }
  }

  /** Fewer events while they are too large together; AnswerTooLarge for one that is so by itself. */
  private async pageAfter(
    position: Position,
    asked: { limit: number; wait: number },
    signal: AbortSignal,
  ): Promise<FeedPage | AnswerTooLarge | 'rewound'> {
    for (let { limit } = asked; ; limit = Math.ceil(limit / 8)) {
      try {
        return await this.ask(position, { ...asked, limit }, signal);
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

  private async ask(
    position: Position,
    asked: { limit: number; wait: number },
    signal: AbortSignal,
  ): Promise<FeedPage | 'rewound'> {
    const url = new URL(`${this.subscription.url}/events`);
    url.searchParams.set('after', String(position.position));
    url.searchParams.set('limit', String(asked.limit));
    url.searchParams.set('wait', String(asked.wait));
    if (position.event_id) {
      url.searchParams.set('after_id', position.event_id);
    }
    try {
      return feedPage.parse(await this.services.calls.get(url.href, signal));
    } catch (error) {
      // Nobody can be ahead of a feed at its beginning.
      const isRewound = error instanceof CallRefused && error.status === conflict && position.position > 0;
      if (isRewound) {
        return 'rewound';
      }
      throw error instanceof CallRefused && error.status === notFound ? new NoFeed(this.subscription) : error;
    }
  }

  /**
   * An event that cannot be read for its size is parked by what is known of it, and passed over. Throws when the answer
   * does not look like that event: then it is the address that is wrong.
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
    const reason = `the event at position ${next} of the feed has more than ${answer.limit} bytes, and was not read`;
    await this.services.delivery.refuse(message, reason, {
      settle: (tx) =>
        this.keeper.move(tx, { position, event_id: null }, { position: next, event_id: null }, {}),
      settled: () => undefined,
    });
  }

  private async rewind(from: Position): Promise<void> {
    this.logger.warn(`${this.source} was restored to an earlier state: reading it again from the beginning`);
    await this.services.database.transaction((tx) => this.keeper.move(tx, from, beginning, {}));
  }

  /** The events in order, cut where the handler changes; those that nobody here takes are passed over together. */
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

  /** Answers the position after it. */
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
        // A queue is only bound for what is taken; in a feed the rest is passed over.
        await delivery.passOver(last, progress);
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
