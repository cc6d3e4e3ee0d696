import { Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { ParkedMessageView } from '@ates/contracts';
import { Database, isNotTheMessages, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { reasonOf } from '../consuming/delivery.js';
import { handOver } from '../consuming/event-handler.js';
import { EventHandlers } from '../consuming/event-handlers.js';
import type { RawMessage } from '../messages/raw-message.js';
import { isWhole } from '../messages/message-size.js';
import { Publishers } from '../consuming/publishers.js';
import { readPublished } from '../consuming/read-message.js';
import { UnroutedMessages } from '../rabbitmq/unrouted-messages.js';
import { messageSettled, ParkedMessages, settledCode } from '../messages/parked-messages.js';

// How long to wait for a republished message to come back unrouted; it may also come back later.
const returnMilliseconds = 1000;
const pollMilliseconds = 50;

/** Delivers a parked message to its handler again, or republishes it if it was unrouted (S6). */
export class ReplayParkedMessage extends Command<ParkedMessageView> {
  constructor(
    readonly id: string,
    readonly key: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * A message's effects and its new state commit together, in its handler's transaction; the state of a republished
 * message commits once the broker has confirmed it. Throws Problem `parked-message-settled` if the message was already
 * replayed or discarded, and `replay-failed` with the new reason if it still cannot be processed and stays parked.
 */
@CommandHandler(ReplayParkedMessage)
export class ReplayParkedMessageHandler implements ICommandHandler<ReplayParkedMessage> {
  // A replay with a key holds one connection while its handler needs another: concurrent ones could exhaust the pool
  // and wait for each other.
  private readonly oneAtATime = pLimit(1);

  constructor(
    private readonly database: Database,
    private readonly parked: ParkedMessages,
    private readonly handlers: EventHandlers,
    private readonly publishers: Publishers,
    @Optional() private readonly unrouted?: UnroutedMessages,
  ) {}

  execute({ id, key }: ReplayParkedMessage): Promise<ParkedMessageView> {
    return this.oneAtATime(() => (key ? this.database.once(key, () => this.replay(id)) : this.replay(id)));
  }

  private async replay(id: string): Promise<ParkedMessageView> {
    if ((await this.parked.find(id)).state !== 'parked') {
      throw messageSettled();
    }
    const { message, kind } = await this.parked.stored(id);
    try {
      await (kind === 'unrouted' ? this.republish(id, message) : this.redeliver(id, message));
    } catch (error) {
      await this.refuse(id, error);
    }
    return this.parked.find(id);
  }

  /** Locks the row until the broker has the message, so that one that comes back at once finds it settled. */
  private async republish(id: string, message: RawMessage): Promise<void> {
    const { unrouted } = this;
    if (!unrouted || !isWhole(message)) {
      throw new Problem(
        'unprocessable',
        'message-refused',
        unrouted
          ? `its body of ${message.size} bytes was too large to keep`
          : 'this service does not use a broker (MESSAGE_TRANSPORT=feed)',
      );
    }
    await this.database.transaction(async (tx) => {
      await this.settle(tx, id);
      await unrouted.republish(message);
    });
    const deadline = performance.now() + returnMilliseconds;
    while (performance.now() < deadline) {
      await delay(pollMilliseconds);
      const { state, reason } = await this.parked.find(id);
      if (state === 'parked') {
        throw new Problem('unprocessable', 'message-refused', reason);
      }
    }
  }

  private async redeliver(id: string, message: RawMessage): Promise<void> {
    const event = readPublished(message, this.publishers);
    const handler = this.handlers.find(message.producer, message.type);
    if (!handler) {
      throw new Problem(
        'unprocessable',
        'message-refused',
        `this service has no handler for ${message.type}`,
      );
    }
    await handOver(handler, [event], (tx) => this.settle(tx, id));
  }

  private async settle(tx: Transaction, id: string): Promise<void> {
    await this.parked.settle(tx, id, 'replayed');
    await recordSecurity(tx, { action: 'message.replayed', subject: { kind: 'message', id } });
  }

  private async refuse(id: string, error: unknown): Promise<never> {
    const isSettledElsewhere = error instanceof Problem && error.code === settledCode;
    const isUnavailable = error instanceof Problem && error.kind === 'unavailable';
    if (isNotTheMessages(error) || isUnavailable || isSettledElsewhere) {
      throw error;
    }
    const reason = reasonOf(error);
    await this.parked.renewReason(id, reason);
    throw new Problem(
      'unprocessable',
      'replay-failed',
      `The message still fails and stays parked: ${reason}`,
    );
  }
}
