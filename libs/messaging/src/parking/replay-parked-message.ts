import { Injectable } from '@nestjs/common';
import type { ParkedMessageView } from '@ates/contracts';
import { isDatabaseFailure, Problem } from '@ates/platform';
import { reasonOf } from '../consuming/delivery.js';
import { handOver } from '../consuming/event-handler.js';
import { readMessage } from '../consuming/read-message.js';
import { Subscriptions } from '../consuming/subscriptions.js';
import { ParkedMessages } from './parked-messages.js';

/** Gives a parked message to its handler once more (S6). */
@Injectable()
export class ReplayParkedMessage {
  constructor(
    private readonly parked: ParkedMessages,
    private readonly subscriptions: Subscriptions,
  ) {}

  /**
   * Replays it: its effects and its new state commit together. One that was replayed before is answered as it is;
   * a discarded one is refused; one that still cannot be taken stays parked with the new reason, and
   * Problem `replay-failed` tells it.
   */
  async execute(id: string): Promise<ParkedMessageView> {
    const { message, view } = await this.parked.find(id);
    if (view.state === 'replayed') {
      return view;
    }
    if (view.state === 'discarded') {
      throw new Problem('conflict', 'parked-message-settled', 'This message was discarded.');
    }
    try {
      const event = readMessage(message);
      const handler = this.subscriptions.find(message.producer, message.type);
      if (!handler) {
        throw new Problem('unprocessable', 'message-refused', `nothing here takes ${message.type}`);
      }
      await handOver(handler, [event], (tx) => this.parked.settle(tx, id, 'replayed'));
    } catch (error) {
      await this.refuse(id, error);
    }
    return (await this.parked.find(id)).view;
  }

  private async refuse(id: string, error: unknown): Promise<never> {
    const isSettledElsewhere = error instanceof Problem && error.code === 'parked-message-settled';
    if (isDatabaseFailure(error) || isSettledElsewhere) {
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
