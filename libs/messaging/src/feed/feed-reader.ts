import { Logger } from '@nestjs/common';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import { CallRefused, type Database, type InstanceLocks, type ServiceCalls } from '@ates/platform';
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
  locks: InstanceLocks;
  calls: ServiceCalls;
}

const conflict = 409;

/** The lock of whoever reads a producer's feed. */
export const lockOf = (producer: string): string => `feed:${producer}`;

/**
 * Reads the feed of one producer, page by page (S4). Its position is kept in the consumer's own database and moves in
 * the transaction of the effects. One instance reads at a time: take `lockOf` the producer first.
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

  private async pageAfter(
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
      throw error;
    }
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
    return {
      source: this.source,
      producer,
      type: event.type,
      body: Buffer.from(JSON.stringify(event.body ?? null)),
      properties: { messageId: event.id, type: event.type, appId: producer, version: String(event.version) },
    };
  }
}

const positionOf = (event: FeedEvent | undefined): Position => ({
  position: event?.position ?? 0,
  event_id: event?.id ?? null,
});
