import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { exchangeOf, producers } from '@ates/contracts';
import { v7 as uuidv7 } from 'uuid';
import { brokerUrlOf } from '../support/broker.js';
import type { HostileMessage } from './hostile-messages.js';

const confirmedAtOnce = 500;

/** The connection of one service's user. */
interface Publishing {
  connection: ChannelModel;
  channel: ConfirmChannel;
}

/**
 * Publishes hostile and good messages in order, as a service whose password was stolen would: to each exchange over a
 * connection of the user that may write it, with its verified user id. What other users try, the broker refuses
 * (`test/broker-rights.spec.ts`).
 */
export class HostilePublisher {
  private unconfirmed = 0;

  private constructor(private readonly publishing: ReadonlyMap<string, Publishing>) {}

  /** Connects as the user of each service, given the operator's address. */
  static async connect(amqpUrl: string): Promise<HostilePublisher> {
    const publishing = new Map<string, Publishing>();
    for (const service of producers) {
      const connection = await amqp.connect(brokerUrlOf(amqpUrl, service));
      publishing.set(exchangeOf(service), { connection, channel: await connection.createConfirmChannel() });
    }
    return new HostilePublisher(publishing);
  }

  /** Publishes a hostile message with an id of its own, so that each is parked separately. */
  async publishHostile(exchange: string, { type, body, version, properties }: HostileMessage): Promise<void> {
    const headers = { ...(properties.headers as object | undefined) };
    await this.publish(exchange, type, body, {
      messageId: uuidv7(),
      ...properties,
      headers: version === undefined ? headers : { ...headers, 'schema-version': version },
    });
  }

  /** Publishes any message; waits now and then until the broker has confirmed all before. */
  async publish(
    exchange: string,
    routingKey: string,
    body: Buffer,
    options: amqp.Options.Publish,
  ): Promise<void> {
    const userId = exchange.replace(/\.events$/, '');
    this.publishing.get(exchange)?.channel.publish(exchange, routingKey, body, { userId, ...options });
    this.unconfirmed += 1;
    if (this.unconfirmed >= confirmedAtOnce) {
      await this.flush();
    }
  }

  /** Resolves once the broker has confirmed everything. */
  async flush(): Promise<void> {
    for (const { channel } of this.publishing.values()) {
      await channel.waitForConfirms();
    }
    this.unconfirmed = 0;
  }

  async close(): Promise<void> {
    for (const { connection } of this.publishing.values()) {
      await connection.close();
    }
  }
}
