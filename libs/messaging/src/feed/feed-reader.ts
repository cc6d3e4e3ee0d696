import { Logger } from '@nestjs/common';
import { feedPage, type FeedEvent, type FeedPage } from '@ates/contracts';
import {
  CallRefused,
  type Database,
  type InstanceLocks,
  type ServiceCalls,
  type Transaction,
} from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import { TakenElsewhere, type Delivery, type Progress } from '../consuming/delivery.js';
import type { EventHandler } from '../consuming/event-handler.js';
import type { RawMessage } from '../consuming/raw-message.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { feedLag } from '../metrics.js';

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

interface Position {
  position: number;
  event_id: string | null;
}

const conflict = 409;

/**
 * Reads the feed of one producer, page by page (S4). The position is kept in the consumer's own database and moves in
 * the transaction of the effects. One instance reads at a time: take `lock` first.
 */
export class FeedReader {
  readonly lock: string;
  readonly source: string;
  private readonly logger: Logger;
  private readonly limit = new BatchLimit();

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly services: FeedServices,
    private readonly findHandler: HandlerFinder,
  ) {
    this.lock = `feed:${subscription.producer}`;
    this.source = `feed of ${subscription.producer}`;
    this.logger = new Logger(this.source);
  }

  /**
   * Takes the next page, waiting up to `waitSeconds` for an event when there is none; false when there was none.
   * Throws when the producer does not answer, or CallRefused when it will not.
   */
  async readOn(signal: AbortSignal, waitSeconds: number): Promise<boolean> {
    const position = await this.position();
    const page = await this.pageAfter(position, waitSeconds, signal);
    if (page === 'rewound') {
      await this.rewind(position);
      return true;
    }
    await this.takePage(position, page, signal);
    return page.events.length > 0;
  }

  private async takePage(start: Position, page: FeedPage, signal: AbortSignal): Promise<void> {
    const { producer } = this.subscription;
    let position = start;
    feedLag.set({ producer }, page.last_position - position.position);
    for (const run of this.runsOf(page.events)) {
      if (!signal.aborted) {
        position = await this.deliver(position, run);
        feedLag.set({ producer }, page.last_position - position.position);
      }
    }
  }

  private async position(): Promise<Position> {
    const { producer } = this.subscription;
    const { database } = this.services;
    const [known] = await database.query<Position>(
      `select position::float8 as position, event_id from feed_position where producer = $1`,
      [producer],
    );
    if (known) {
      return known;
    }
    await database.query(
      `insert into feed_position (producer, position) values ($1, 0) on conflict (producer) do nothing`,
      [producer],
    );
    return { position: 0, event_id: null };
  }

  private async pageAfter(
    position: Position,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<FeedPage | 'rewound'> {
    const url = new URL(`${this.subscription.url}/events`);
    url.searchParams.set('after', String(position.position));
    url.searchParams.set('limit', String(this.limit.size));
    url.searchParams.set('wait', String(waitSeconds));
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
    await this.services.database.transaction((tx) => this.move(tx, from, { position: 0, event_id: null }));
  }

  /** Moves the position from where we know it to be; it stands elsewhere when another instance read meanwhile. */
  private async move(tx: Transaction, from: Position, to: Position): Promise<void> {
    const [, moved] = await tx.query<[unknown[], number]>(
      `update feed_position set position = $3, event_id = $4 where producer = $1 and position = $2`,
      [this.subscription.producer, from.position, to.position, to.event_id],
    );
    if (moved === 0) {
      throw new TakenElsewhere(`${this.source} was read by another instance meanwhile`);
    }
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
      settle: (tx, last) => this.move(tx, position, positions.get(last) ?? position),
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
