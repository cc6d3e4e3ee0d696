import amqp, { type ChannelModel, type ConfirmChannel } from 'amqplib';
import { v7 as uuidv7 } from 'uuid';
import type { HostileMessage } from './hostile-messages.js';

const confirmedAtOnce = 500;

/** Publishes hostile and good messages over one connection, in order. */
export class HostilePublisher {
  private unconfirmed = 0;

  private constructor(
    private readonly connection: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  /** Connects as whoever the URL names, who may publish to the exchanges of all services. */
  static async connect(amqpUrl: string): Promise<HostilePublisher> {
    const connection = await amqp.connect(amqpUrl);
    return new HostilePublisher(connection, await connection.createConfirmChannel());
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
    this.channel.publish(exchange, routingKey, body, options);
    this.unconfirmed += 1;
    if (this.unconfirmed >= confirmedAtOnce) {
      await this.flush();
    }
  }

  /** Resolves once the broker has confirmed everything. */
  async flush(): Promise<void> {
    await this.channel.waitForConfirms();
    this.unconfirmed = 0;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}
