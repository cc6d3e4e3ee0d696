import { Optional } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { ParkedMessageView } from '@ates/contracts';
import { Database, isNotTheMessages, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { reasonOf } from '../consuming/delivery.js';
import { handOver } from '../consuming/event-handler.js';
import type { RawMessage } from '../consuming/raw-message.js';
import { isWhole } from '../consuming/message-size.js';
import { readMessage } from '../consuming/read-message.js';
import { Subscriptions } from '../consuming/subscriptions.js';
import { UnroutedMessages } from '../rabbitmq/unrouted-messages.js';
import { messageSettled, ParkedMessages, settledCode } from './parked-messages.js';

// How long one that was published again is given to come back; it does so at any later time as well.
const comesBackWithinMilliseconds = 1000;
const lookMilliseconds = 50;

/** Gives a parked message to its handler once more, or publishes it again if no queue wanted it (S6). */
export class ReplayParkedMessage extends Command<ParkedMessageView> {
  constructor(
    readonly id: string,
    readonly key: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * The message's effects and its new state commit together, in the transaction of its handler; of one that is published
 * again, the state commits when the broker has it. One that was replayed or
 * discarded before is refused (`parked-message-settled`); one that still cannot be taken stays parked with the new
 * reason, and Problem `replay-failed` tells it.
 */
@CommandHandler(ReplayParkedMessage)
export class ReplayParkedMessageHandler implements ICommandHandler<ReplayParkedMessage> {
  // A replay under a key holds one connection while its handler needs another: many at once could take all there are
  // and wait for each other.
  private readonly turns = pLimit(1);

  constructor(
    private readonly database: Database,
    private readonly parked: ParkedMessages,
    private readonly subscriptions: Subscriptions,
    @Optional() private readonly unrouted?: UnroutedMessages,
  ) {}

  execute({ id, key }: ReplayParkedMessage): Promise<ParkedMessageView> {
    return this.turns(() => (key ? this.database.once(key, () => this.replay(id)) : this.replay(id)));
  }

  private async replay(id: string): Promise<ParkedMessageView> {
    if ((await this.parked.find(id)).state !== 'parked') {
      throw messageSettled();
    }
    const { message, kind } = await this.parked.stored(id);
    try {
      await (kind === 'unrouted' ? this.publishAgain(id, message) : this.takeAgain(id, message));
    } catch (error) {
      await this.refuse(id, error);
    }
    return this.parked.find(id);
  }

  /** The row stays locked until the broker has the message, so that one which comes back at once finds it settled. */
  private async publishAgain(id: string, message: RawMessage): Promise<void> {
    const { unrouted } = this;
    if (!unrouted || !isWhole(message)) {
      throw new Problem(
        'unprocessable',
        'message-refused',
        unrouted
          ? `its body had ${message.size} bytes and was not kept`
          : 'this service uses no broker (MESSAGE_TRANSPORT=feed)',
      );
    }
    await this.database.transaction(async (tx) => {
      await this.settle(tx, id);
      await unrouted.publishAgain(message);
    });
    const deadline = performance.now() + comesBackWithinMilliseconds;
    while (performance.now() < deadline) {
      await delay(lookMilliseconds);
      const { state, reason } = await this.parked.find(id);
      if (state === 'parked') {
        throw new Problem('unprocessable', 'message-refused', reason);
      }
    }
  }

  private async takeAgain(id: string, message: RawMessage): Promise<void> {
    const event = readMessage(message);
    const handler = this.subscriptions.find(message.producer, message.type);
    if (!handler) {
      throw new Problem('unprocessable', 'message-refused', `nothing here takes ${message.type}`);
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
      `It still cannot be taken and stays parked: ${reason}`,
    );
  }
}
