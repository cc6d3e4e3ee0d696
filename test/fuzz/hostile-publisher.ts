import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { eventSubscriptions, exchangeOf, producers } from '@ates/contracts';
import { v7 as uuidv7 } from 'uuid';
import { brokerUrlOf } from '../support/broker.js';
import type { HostileMessage } from './hostile-messages.js';

const confirmedAtOnce = 500;

/** The connection of one user. */
interface Publishing {
  user: string;
  connection: ChannelModel;
  channel: ConfirmChannel;
}

/**
 * Publishes hostile and good messages in order, as a service whose password was stolen would: to each exchange over a
 * connection of the user that may write it, with its verified user id. The operator publishes past the exchanges, and
 * with its own user id. What other users try, the broker refuses (`test/broker-rights.spec.ts`).
 */
export class HostilePublisher {
  private unconfirmed = 0;

  private constructor(
    private readonly services: ReadonlyMap<string, Publishing>,
    private readonly operator: Publishing,
  ) {}

  /** Connects as the user of each service and as the operator, given the operator's address. */
  static async connect(amqpUrl: string): Promise<HostilePublisher> {
    const services = new Map<string, Publishing>();
    for (const service of producers) {
      services.set(exchangeOf(service), await publishing(brokerUrlOf(amqpUrl, service)));
    }
    return new HostilePublisher(services, await publishing(amqpUrl));
  }

  /** Publishes a hostile message with an id of its own, so that each is parked separately. */
  async publishHostile(exchange: string, message: HostileMessage): Promise<void> {
    const { type, body, version, properties, isOfOperator = false } = message;
    const headers = { ...(properties.headers as object | undefined) };
    const options = {
      messageId: uuidv7(),
      ...properties,
      headers: version === undefined ? headers : { ...headers, 'schema-version': version },
    };
    const owner = isOfOperator ? this.operator : this.ownerOf(exchange);
    await this.publishAs(owner, exchange, type, body, options);
  }

  /** Publishes any message; waits now and then until the broker has confirmed all before. */
  async publish(
    exchange: string,
    routingKey: string,
    body: Buffer,
    options: amqp.Options.Publish,
  ): Promise<void> {
    await this.publishAs(this.ownerOf(exchange), exchange, routingKey, body, options);
  }

  /** Resolves once the broker has confirmed everything. */
  async flush(): Promise<void> {
    for (const { channel } of this.everyone()) {
      await channel.waitForConfirms();
    }
    this.unconfirmed = 0;
  }

  /** Messages in the services' queues that no consumer has received yet. */
  async waiting(): Promise<number> {
    const { channel } = this.operator;
    const counts = await Promise.all(
      eventSubscriptions.map(async ({ queue }) => (await channel.checkQueue(queue)).messageCount),
    );
    return counts.reduce((sum, each) => sum + each, 0);
  }

  async close(): Promise<void> {
    for (const { connection } of this.everyone()) {
      await connection.close();
    }
  }

  /** Only the operator may publish past the exchanges of the services. */
  private ownerOf(exchange: string): Publishing {
    return this.services.get(exchange) ?? this.operator;
  }

  private everyone(): Publishing[] {
    return [...this.services.values(), this.operator];
  }

  private async publishAs(
    { user, channel }: Publishing,
    exchange: string,
    routingKey: string,
    body: Buffer,
    options: amqp.Options.Publish,
  ): Promise<void> {
    channel.publish(exchange, routingKey, body, { userId: user, ...options });
    this.unconfirmed += 1;
    if (this.unconfirmed >= confirmedAtOnce) {
      await this.flush();
    }
  }
}

async function publishing(url: string): Promise<Publishing> {
  const connection = await amqp.connect(url);
  const user = decodeURIComponent(new URL(url).username);
  return { user, connection, channel: await connection.createConfirmChannel() };
}
