import { Logger } from '@nestjs/common';
import { AnswerTooLarge } from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import type { Delivery, Progress } from '../consuming/delivery.js';
import type { EventHandler } from '../consuming/event-handler.js';
import type { EventHandlers } from '../consuming/event-handlers.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { Position, PositionKeeper } from './feed-position.js';
import type { ProducerFeed } from './producer-feed.js';
import type { ProducerTimelines } from './producer-timelines.js';
import { idOf, readEvent, typeOf, type ReceivedPage, type SentEvent } from './received-page.js';

/** The lease that an instance holds while it reads the feed of a producer. */
export const leaseOf = (producer: string): string => `feed:${producer}`;

/** What readers of all feeds share. */
export interface FeedReaderUses {
  delivery: Delivery;
  handlers: EventHandlers;
  timelines: ProducerTimelines;
}

/**
 * Reads one producer's feed page by page (S4). The position is stored in the consumer's own database and moves in the
 * transaction of the effects. Only the holder of `leaseOf` the producer reads.
 */
export class FeedReader {
  readonly source: string;
  readonly producer: string;
  private readonly logger: Logger;
  private readonly limit = new BatchLimit();

  constructor(
    private readonly feed: ProducerFeed,
    private readonly keeper: PositionKeeper,
    private readonly uses: FeedReaderUses,
    /** Receives the number of events left to read, as of the latest page. */
    private readonly onLag: (events: number) => void = () => undefined,
  ) {
    this.producer = feed.subscription.producer;
    this.source = `feed of ${this.producer}`;
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
    const page = await this.feed.pageAfter(position, { limit, wait: waitSeconds }, signal);
    if (page === 'rewound') {
      await this.rewind(position, signal);
      return true;
    }
    if (!(await this.isContinued(page, signal))) {
      return true;
    }
    if (page instanceof AnswerTooLarge) {
      await this.parkUnread(position, page);
      return true;
    }
    await this.consumePage(position, page, signal);
    return page.events.length > 0;
  }

  /** Returns the current end of the feed. Goes back first if the producer was restored to before our position. */
  async end(signal: AbortSignal): Promise<number> {
    const position = await this.keeper.position();
    const page = await this.feed.pageAfter(position, { limit: 1, wait: 0 }, signal);
    if (page === 'rewound') {
      await this.rewind(position, signal);
      return this.end(signal);
    }
    if (!(await this.isContinued(page, signal))) {
      return this.end(signal);
    }
    if (page instanceof AnswerTooLarge) {
      return position.position + 1;
    }
    this.onLag(page.last_position - position.position);
    return page.last_position;
  }

  private async consumePage(start: Position, page: ReceivedPage, signal: AbortSignal): Promise<void> {
    let position = start;
    this.onLag(page.last_position - position.position);
    for (const run of this.runsOf(page.events)) {
      if (!signal.aborted) {
        position = await this.deliver(position, run);
        this.onLag(page.last_position - position.position);
      }
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
    const { producer } = this;
    const message: RawMessage = {
      source: this.source,
      producer,
      type: /"type"\s*:\s*"([^"\\]+)"/.exec(answer.beginning)?.[1] ?? 'unknown',
      body: Buffer.from(answer.beginning),
      size: answer.limit + 1,
      properties: { messageId: `${producer} ${next}` },
    };
    const reason = `the event at position ${next} of the feed has more than ${answer.limit} bytes and was not read`;
    await this.uses.delivery.refuse(message, reason, {
      settle: (tx) =>
        this.keeper.move(tx, { position, event_id: null }, { position: next, event_id: null }, {}),
      settled: () => undefined,
    });
  }

  /**
   * Whether a page belongs to the timeline that was read so far. Otherwise notes that the producer was restored, which
   * moves the position back if necessary: read the feed again.
   */
  private async isContinued(page: ReceivedPage | AnswerTooLarge, signal: AbortSignal): Promise<boolean> {
    const timeline = page instanceof AnswerTooLarge ? undefined : page.timeline;
    if (await this.uses.timelines.isKnown(this.producer, timeline)) {
      return true;
    }
    const present = await this.feed.timelines(signal);
    await this.uses.timelines.note(this.producer, present);
    return present.length === 0;
  }

  /**
   * Goes back to where the timelines differ. If they don't explain why the feed has other events, because the producer
   * could not notice that it was restored or has no timelines, goes back to the beginning.
   */
  private async rewind(from: Position, signal: AbortSignal): Promise<void> {
    await this.uses.timelines.note(this.producer, await this.feed.timelines(signal));
    if ((await this.keeper.position()).position === from.position) {
      this.logger.warn(
        `${this.source} was restored to an earlier state, reading it again from the beginning`,
      );
      await this.keeper.rewind(from);
    }
  }

  /** Splits the events where the handler changes. Consecutive events without a handler form one run and are skipped. */
  private runsOf(events: readonly SentEvent[]): SentEvent[][] {
    const runs: SentEvent[][] = [];
    let handlerOfRun: EventHandler | undefined;
    for (const event of events) {
      const handler = this.handlerOf(event);
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
  private async deliver(start: Position, events: SentEvent[]): Promise<Position> {
    const read = events.map((event) => readEvent(event, this));
    const positions = new Map(read.map(({ message }, index) => [message, positionOf(events[index])]));
    let position = start;
    const progress: Progress = {
      isComparison: this.keeper.isComparison,
      settle: (tx, last, effects = {}) =>
        this.keeper.move(tx, position, positions.get(last) ?? position, effects),
      settled: (last) => {
        position = positions.get(last) ?? position;
      },
    };
    const handler = events[0] && this.handlerOf(events[0]);
    const last = read.at(-1)?.message;
    try {
      if (handler) {
        await this.uses.delivery.deliver(read, handler, progress);
      } else if (last) {
        // A queue is bound only for handled types; a feed has them all, so skip the others.
        await this.uses.delivery.skip(last, progress);
      }
    } catch (error) {
      this.limit.shrink();
      throw error;
    }
    this.limit.grow();
    return position;
  }

  private handlerOf(event: SentEvent): EventHandler | undefined {
    const type = typeOf(event);
    return type === undefined ? refuseAll : this.uses.handlers.find(this.producer, type);
  }
}

// For events without a type: they are refused when they are read.
const refuseAll: EventHandler = () => Promise.reject(new Error('an event without a type has no handler'));

const positionOf = (event: SentEvent | undefined): Position => ({
  position: event?.position ?? 0,
  event_id: (event && idOf(event)) ?? null,
});
