import { Logger } from '@nestjs/common';
import type { ChannelModel, ConfirmChannel, Options } from 'amqplib';
import { exchangeOf } from '@ates/contracts';
import { bestEffort } from '@ates/platform';
import { userOf } from './broker-urls.js';
import { connectToBroker, explained } from './broker.js';

const closeMilliseconds = 3000;

/** An event with its position, as the relay reads it from the outbox. */
export interface PlacedEvent {
  position: string;
  id: string;
  type: string;
  version: number;
  /** The body as JSON text, as it was stored. */
  body: string;
  added_at: Date;
}

/**
 * Publishes the events of one service on one connection. When that is lost, everything unconfirmed fails at once, and all
 * that is published later; create a new publisher then, because a new connection would send later events before the
 * failed ones. A connection lost while nothing was unconfirmed is replaced.
 *
 * Not Nest's ClientRMQ, which passes each event through an observable and serializes its body again: that took three
 * times the CPU of the whole relay without it.
 */
export class EventPublisher {
  private readonly logger = new Logger(EventPublisher.name);
  private readonly exchange: string;
  private readonly userId: string;
  private connecting: Promise<ChannelModel> | undefined;
  private opening: Promise<ConfirmChannel> | undefined;
  private hasFailed = false;
  /** Why the broker closed the channel. */
  private refusal: unknown;

  constructor(
    private readonly service: string,
    private readonly amqpUrl: string,
  ) {
    this.exchange = exchangeOf(service);
    // The broker rejects a message with another user id than the connection's, so consumers can trust it.
    this.userId = userOf(amqpUrl);
  }

  /** Connects, unless it has. Throws a BrokerRefusal if the exchange doesn't exist. */
  async connect(): Promise<void> {
    await this.channel();
  }

  /**
   * Publishes events in their order. Resolves once the broker has stored all of them, which takes long while it is short
   * of memory.
   */
  async publish(events: readonly PlacedEvent[]): Promise<void> {
    const channel = await this.channel();
    await Promise.all(events.map((event) => this.publishOne(channel, event)));
  }

  /** Closes the connection; everything unconfirmed fails. */
  end(): Promise<void> {
    this.hasFailed = true;
    return bestEffort(closeMilliseconds, async () => (await this.connecting)?.close());
  }

  private channel(): Promise<ConfirmChannel> {
    this.opening ??= this.open();
    return this.opening;
  }

  private async open(): Promise<ConfirmChannel> {
    this.connecting = connectToBroker(this.amqpUrl);
    const connection = await this.connecting;
    // Without a listener an error would end the process. What is unconfirmed fails, and the relay logs the outage.
    connection.on('error', (error: Error) => this.logger.debug(error.message));
    connection.on('close', () => {
      if (!this.hasFailed) {
        this.opening = undefined;
      }
    });
    const channel = await connection.createConfirmChannel();
    channel.on('error', (error: Error) => {
      this.refusal = this.explained(error);
      void this.end();
    });
    await channel.checkExchange(this.exchange).catch((error: unknown) => {
      throw this.explained(error);
    });
    return channel;
  }

  private explained(error: unknown): unknown {
    const { amqpUrl, exchange } = this;
    return explained(error, { amqpUrl, resource: `exchange ${exchange}`, verb: 'write to' });
  }

  private publishOne(channel: ConfirmChannel, event: PlacedEvent): Promise<void> {
    return new Promise((resolve, reject) => {
      channel.publish(
        this.exchange,
        event.type,
        Buffer.from(event.body),
        this.propertiesOf(event),
        (error: Error | null) => {
          if (error) {
            this.hasFailed = true;
            reject(this.refusal ?? error);
          } else {
            resolve();
          }
        },
      );
    });
  }

  private propertiesOf(event: PlacedEvent): Options.Publish {
    return {
      messageId: event.id,
      type: event.type,
      timestamp: Math.floor(event.added_at.getTime() / 1000),
      appId: this.service,
      userId: this.userId,
      contentType: 'application/json',
      persistent: true,
      headers: { 'schema-version': String(event.version) },
    };
  }
}
