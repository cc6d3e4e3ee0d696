import { Logger } from '@nestjs/common';
import {
  ClientRMQ,
  RmqRecord,
  type ReadPacket,
  type RmqRecordOptions,
  type Serializer,
} from '@nestjs/microservices';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel } from 'amqplib';
import { lastValueFrom } from 'rxjs';
import { bestEffort } from '@ates/platform';
import { connectionOptions, declareOwnExchange, exchangeArguments, exchangeOf } from './broker.js';

const closeMilliseconds = 3000;

/** An event with its position, as the relay reads it from the outbox. */
export interface PlacedEvent {
  position: string;
  id: string;
  type: string;
  version: number;
  body: object;
  added_at: Date;
}

/** Serializes only the event's body; everything else goes into the message's properties. */
class BodyAloneSerializer implements Serializer<ReadPacket<RmqRecord<object>>, object> {
  serialize({ data }: ReadPacket<RmqRecord<object>>): object {
    // ClientRMQ removes `options`, then serializes the rest as JSON, which `toJSON` makes the body.
    return { options: data.options, toJSON: () => data.data };
  }
}

/** Nest's client logs each lost connection with a stack trace; its callers log the outage in one line. */
class QuietLogger extends Logger {
  override error(message: unknown): void {
    this.debug(String(message));
  }

  override log(message: unknown): void {
    this.debug(String(message));
  }
}

/**
 * Publishes the events of one service through Nest's RabbitMQ client, on one connection. When it is lost, everything
 * unconfirmed fails at once; create a new publisher then, because a reconnected client would send its leftovers in any
 * order among the republished events.
 */
export class EventPublisher extends ClientRMQ {
  protected override readonly logger = new QuietLogger(EventPublisher.name);
  private readonly refusals = new Logger(EventPublisher.name);

  constructor(
    private readonly service: string,
    private readonly amqpUrl: string,
  ) {
    super({
      urls: [amqpUrl],
      exchange: exchangeOf(service),
      exchangeType: 'topic',
      exchangeArguments: exchangeArguments(service),
      wildcards: true,
      persistent: true,
      serializer: new BodyAloneSerializer(),
      socketOptions: connectionOptions,
    });
    this.on('disconnect', () => void this.end());
  }

  // Nest calls it once, on connecting. Without these listeners a channel error would end the process.
  override createClient(): AmqpConnectionManager {
    const client = super.createClient() as AmqpConnectionManager;
    const createChannel = client.createChannel.bind(client);
    client.createChannel = (options) => {
      const channel = createChannel(options);
      channel.on('error', (error) => {
        this.refusals.error(`the broker rejects a channel to ${exchangeOf(this.service)}: ${error.message}`);
        void this.end();
      });
      return channel;
    };
    return client;
  }

  // Nest calls it on every new channel; the alternate exchange must exist before the exchange that refers to it.
  override async setupChannel(channel: ConfirmChannel, resolve: () => void): Promise<void> {
    channel.on('error', (error: Error) => {
      this.refusals.error(`the broker closed the channel to ${exchangeOf(this.service)}: ${error.message}`);
      void this.end();
    });
    await declareOwnExchange(channel, this.service);
    await super.setupChannel(channel, resolve);
  }

  /** Resolves once the broker has stored the event, which takes long while the broker is short of memory. */
  async publishEvent(event: PlacedEvent): Promise<void> {
    const record = new RmqRecord(event.body, this.propertiesOf(event));
    await lastValueFrom(this.emit(event.type, record), { defaultValue: undefined });
  }

  /** Closes the connection; everything unconfirmed fails. */
  end(): Promise<void> {
    return bestEffort(closeMilliseconds, () => this.close());
  }

  private propertiesOf(event: PlacedEvent): RmqRecordOptions {
    return {
      messageId: event.id,
      type: event.type,
      timestamp: Math.floor(event.added_at.getTime() / 1000),
      appId: this.service,
      // The broker rejects a message whose user id is not the connection's.
      userId: decodeURIComponent(new URL(this.amqpUrl).username) || 'guest',
      contentType: 'application/json',
      persistent: true,
      headers: { 'schema-version': String(event.version) },
    };
  }
}
