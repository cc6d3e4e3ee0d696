import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import pLimit from 'p-limit';
import type { ParkedMessageView } from '@ates/contracts';
import { Database, isDatabaseFailure, Problem, type IdempotencyKey } from '@ates/platform';
import { reasonOf } from '../consuming/delivery.js';
import { handOver } from '../consuming/event-handler.js';
import type { RawMessage } from '../consuming/raw-message.js';
import { readMessage } from '../consuming/read-message.js';
import { Subscriptions } from '../consuming/subscriptions.js';
import { messageSettled, ParkedMessages, settledCode } from './parked-messages.js';

/** Gives a parked message to its handler once more (S6). */
export class ReplayParkedMessage extends Command<ParkedMessageView> {
  constructor(
    readonly id: string,
    readonly key: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * The message's effects and its new state commit together, in the transaction of its handler. One that was replayed or
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
  ) {}

  execute({ id, key }: ReplayParkedMessage): Promise<ParkedMessageView> {
    return this.turns(() => (key ? this.database.once(key, () => this.replay(id)) : this.replay(id)));
  }

  private async replay(id: string): Promise<ParkedMessageView> {
    const { message, view } = await this.parked.find(id);
    if (view.state !== 'parked') {
      throw messageSettled();
    }
    try {
      await this.takeAgain(id, message);
    } catch (error) {
      await this.refuse(id, error);
    }
    return (await this.parked.find(id)).view;
  }

  private async takeAgain(id: string, message: RawMessage): Promise<void> {
    const event = readMessage(message);
    const handler = this.subscriptions.find(message.producer, message.type);
    if (!handler) {
      throw new Problem('unprocessable', 'message-refused', `nothing here takes ${message.type}`);
    }
    await handOver(handler, [event], (tx) => this.parked.settle(tx, id, 'replayed'));
  }

  private async refuse(id: string, error: unknown): Promise<never> {
    const isSettledElsewhere = error instanceof Problem && error.code === settledCode;
    const isUnavailable = error instanceof Problem && error.kind === 'unavailable';
    if (isDatabaseFailure(error) || isUnavailable || isSettledElsewhere) {
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
