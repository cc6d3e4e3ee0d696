import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, isNotTheMessages, Problem, type Transaction } from '@ates/platform';
import { consumedMessages } from '../metrics.js';
import { ParkedMessages } from '../messages/parked-messages.js';
import { handOver, type EventHandler } from './event-handler.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { ReadMessage } from './read-message.js';
import { noteTimes } from './event-times.js';
import type { Effects, EventBatch, ReceivedEvent } from './received-event.js';

/** Another instance consumed these messages in the meantime: drop what was read and read again. */
export class ConsumedElsewhere extends Error {}

/** A message together with its event. */
interface ReadableMessage {
  message: RawMessage;
  event: ReceivedEvent;
}

/** Lets a transport record how far its messages have been processed. */
export interface Progress {
  /** Set by reconciliation, which rereads events published earlier. */
  isComparison?: boolean;
  /**
   * Called in the transaction of the effects with the number of new ones; once it commits, all up to `last` is done.
   */
  settle(tx: Transaction, last: RawMessage, effects?: Effects): Promise<void>;
  /** The transaction has committed. */
  settled(last: RawMessage): void;
}

/**
 * Decides what happens to messages, the same way for every transport (S6):
 * - parks (dead-letters) what cannot be read; hands the rest to the handler in order, as one batch;
 * - rethrows a failure that is not the message's fault (database unavailable, table missing, deadlock), so that the
 *   transport backs off and retries the whole batch;
 * - on any other failure splits the batch until it has isolated the failing message, and parks that one.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger(Delivery.name);

  constructor(
    private readonly database: Database,
    private readonly parked: ParkedMessages,
    private readonly clock: Clock,
  ) {}

  /** Resolves when every message has taken effect or is parked. */
  async deliver(messages: readonly ReadMessage[], handler: EventHandler, progress: Progress): Promise<void> {
    const readable = await this.parkUnreadable(messages);
    noteTimes(
      readable.map(({ message, event }) => ({ source: message.source, time: event.body.timestamp })),
      this.clock.now(),
    );
    await this.handle(readable, handler, progress);
    const last = messages.at(-1)?.message;
    if (last && readable.at(-1)?.message !== last) {
      await this.skip(last, progress);
    }
  }

  /** Moves past `last` when there is nothing to do up to it. */
  async skip(last: RawMessage, progress: Progress): Promise<void> {
    await this.database.transaction((tx) => progress.settle(tx, last));
    progress.settled(last);
  }

  /** Parks a message that could not be read, with the transport's reason. */
  async refuse(message: RawMessage, reason: string, progress: Progress): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.park(tx, message, new Problem('unprocessable', 'message-refused', reason));
      await progress.settle(tx, message);
    });
    progress.settled(message);
  }

  private async parkUnreadable(messages: readonly ReadMessage[]): Promise<ReadableMessage[]> {
    const readable: ReadableMessage[] = [];
    for (const read of messages) {
      if ('event' in read) {
        readable.push(read);
      } else {
        await this.database.transaction((tx) => this.park(tx, read.message, read.refusal));
      }
    }
    return readable;
  }

  private async handle(
    messages: readonly ReadableMessage[],
    handler: EventHandler,
    progress: Progress,
  ): Promise<void> {
    const last = messages.at(-1);
    if (!last) {
      return;
    }
    try {
      const events = messages.map(({ event }) => event);
      const settle: EventBatch['settle'] = (tx, effects) => progress.settle(tx, last.message, effects);
      await handOver(handler, events, settle, progress.isComparison);
    } catch (error) {
      if (isRetryable(error)) {
        throw error;
      }
      await this.handleParts(messages, handler, progress, error);
      return;
    }
    progress.settled(last.message);
    consumedMessages.inc({ source: last.message.source, outcome: 'done' }, messages.length);
  }

  private async handleParts(
    messages: readonly ReadableMessage[],
    handler: EventHandler,
    progress: Progress,
    error: unknown,
  ): Promise<void> {
    const [first] = messages;
    if (messages.length === 1 && first) {
      await this.database.transaction(async (tx) => {
        await this.park(tx, first.message, error);
        await progress.settle(tx, first.message);
      });
      progress.settled(first.message);
      return;
    }
    const middle = Math.ceil(messages.length / 2);
    await this.handle(messages.slice(0, middle), handler, progress);
    await this.handle(messages.slice(middle), handler, progress);
  }

  private async park(tx: Transaction, message: RawMessage, error: unknown): Promise<void> {
    const reason = reasonOf(error);
    this.logger.warn(`parked ${message.type} from ${message.source}: ${reason}`);
    await this.parked.park(tx, message, reason);
    consumedMessages.inc({ source: message.source, outcome: 'parked' });
  }
}

const isRetryable = (error: unknown): boolean =>
  isNotTheMessages(error) ||
  error instanceof ConsumedElsewhere ||
  (error instanceof Problem && error.kind === 'unavailable');

/** The reason shown to operators: a Problem's detail, or the message of any other error. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) {
    return error.detail;
  }
  return error instanceof Error ? error.message : String(error);
};
