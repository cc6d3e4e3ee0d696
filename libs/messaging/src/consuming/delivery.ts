import { Injectable, Logger } from '@nestjs/common';
import { Clock, Database, isNotTheMessages, Problem, type Transaction } from '@ates/platform';
import { consumedMessages } from '../metrics.js';
import { ParkedMessages } from '../parking/parked-messages.js';
import { handOver, type EventHandler } from './event-handler.js';
import type { RawMessage } from './raw-message.js';
import { readMessage } from './read-message.js';
import { noteTimes } from './event-times.js';
import type { Effects, EventBatch, ReceivedEvent } from './received-event.js';

/** Another instance took these messages meanwhile: what was read is to be dropped, and read again. */
export class TakenElsewhere extends Error {}

/** A message and what it says, once it could be read. */
interface ReadMessage {
  message: RawMessage;
  event: ReceivedEvent;
}

/** How a transport is told how far the messages got. */
export interface Progress {
  /** Set by reconciliation, which reads what was told before. */
  isComparison?: boolean;
  /** In the transaction of the effects, of which `effects` were new: everything up to `last` is done when it commits. */
  settle(tx: Transaction, last: RawMessage, effects?: Effects): Promise<void>;
  /** It has committed. */
  settled(last: RawMessage): void;
}

/**
 * Decides what becomes of messages, for every transport alike (S6):
 * what cannot be read is parked; the rest goes to the handler in order, as one batch;
 * a failure that says nothing of the message (the database, its tables, taking turns) is thrown, so that the transport waits and tries all of them again;
 * any other failure splits the batch until the culprit stands alone, and parks that one.
 */
@Injectable()
export class Delivery {
  private readonly logger = new Logger(Delivery.name);

  constructor(
    private readonly database: Database,
    private readonly parked: ParkedMessages,
    private readonly clock: Clock,
  ) {}

  /** Resolves when each of the messages has taken effect or is parked. */
  async deliver(messages: readonly RawMessage[], handler: EventHandler, progress: Progress): Promise<void> {
    const readable = await this.readOrPark(messages);
    noteTimes(
      readable.map(({ message, event }) => ({ source: message.source, time: event.body.timestamp })),
      this.clock.now(),
    );
    await this.handle(readable, handler, progress);
    const last = messages.at(-1);
    if (last && readable.at(-1)?.message !== last) {
      await this.passOver(last, progress);
    }
  }

  /** Nothing is to be done up to this message, or it was done before. */
  async passOver(last: RawMessage, progress: Progress): Promise<void> {
    await this.database.transaction((tx) => progress.settle(tx, last));
    progress.settled(last);
  }

  /** Parks a message that was never read, for a reason that the transport knows. */
  async refuse(message: RawMessage, reason: string, progress: Progress): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.park(tx, message, new Problem('unprocessable', 'message-refused', reason));
      await progress.settle(tx, message);
    });
    progress.settled(message);
  }

  private async readOrPark(messages: readonly RawMessage[]): Promise<ReadMessage[]> {
    const readable: ReadMessage[] = [];
    for (const message of messages) {
      try {
        readable.push({ message, event: readMessage(message) });
      } catch (error) {
        await this.database.transaction((tx) => this.park(tx, message, error));
      }
    }
    return readable;
  }

  private async handle(
    messages: readonly ReadMessage[],
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
      if (isToBeTriedAgain(error)) {
        throw error;
      }
      await this.handleParts(messages, handler, progress, error);
      return;
    }
    progress.settled(last.message);
    consumedMessages.inc({ source: last.message.source, outcome: 'done' }, messages.length);
  }

  private async handleParts(
    messages: readonly ReadMessage[],
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

const isToBeTriedAgain = (error: unknown): boolean =>
  isNotTheMessages(error) ||
  error instanceof TakenElsewhere ||
  (error instanceof Problem && error.kind === 'unavailable');

/** What operators read. An error that is none of ours is told by its message; its stack is in the log. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Problem) {
    return error.detail;
  }
  return error instanceof Error ? error.message : String(error);
};
