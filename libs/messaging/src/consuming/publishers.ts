import { producerOf, publishersOf, type BrokerPublishers } from '@ates/contracts';
import { Problem } from '@ates/platform';
import type { RawMessage } from '../messages/raw-message.js';

/** The RabbitMQ users that may publish for each service; by default the one that has its name. */
export class Publishers {
  constructor(private readonly publishers: BrokerPublishers = {}) {}

  /** Returns the users that may publish a service's events. */
  of(service: string): readonly string[] {
    return publishersOf(this.publishers, service);
  }

  /**
   * Throws a Problem with the reason unless a user that may publish this event published the message, which the broker
   * has verified. Any message from a feed passes: its producer served it.
   */
  require({ type, properties }: RawMessage, owner = producerOf(type)): void {
    const { userId } = properties;
    const allowed = this.of(owner);
    if (userId === undefined || (userId !== null && allowed.includes(userId))) {
      return;
    }
    const named = userId === null ? 'it names no RabbitMQ user (user_id)' : `RabbitMQ user ${userId}`;
    throw new Problem(
      'unprocessable',
      'message-refused',
      `${named}${userId === null ? ', so it' : ''} may not publish ${type}; only ${allowed.join(' and ')} may`,
    );
  }
}
