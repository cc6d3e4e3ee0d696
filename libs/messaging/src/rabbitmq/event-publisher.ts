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
import {
  connectionOptions,
  declareOwnExchange,
  exchangeArguments,
  exchangeOf,
  withinTime,
} from './broker.js';

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

/** Puts exactly the event's body on the wire; everything else is in the message's properties. */
class BodyAloneSerializer implements Serializer<ReadPacket<RmqRecord<object>>, object> {
  serialize({ data }: ReadPacket<RmqRecord<object>>): object {
    // ClientRMQ takes `options` out, then writes the rest as JSON: which is the body, whatever fields that has.
    return { options: data.options, toJSON: () => data.data };
  }
}

/** Nest's client logs each lost connection with its stack; who uses it says so in one line. */
class QuietLogger extends Logger {
  override error(message: unknown): void {
    this.debug(String(message));
  }

  override log(message: unknown): void {
    this.debug(String(message));
  }
}

/**
 * Publishes the events of one service through Nest's RabbitMQ client, on one connection. When that is lost, whatever
 * was not confirmed fails at once, and a new publisher is to take its place: on a new connection the client would send
 * what it still has in any order among what we send again.
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

  // Nest calls it once, on connecting. Without listeners, errors of channels would end the process.
  override createClient(): AmqpConnectionManager {
    const client = super.createClient() as AmqpConnectionManager;
    const createChannel = client.createChannel.bind(client);
    client.createChannel = (options) => {
      const channel = createChannel(options);
      channel.on('error', (error) => {
        this.refusals.error(`The broker refuses ${exchangeOf(this.service)}: ${error.message}`);
        void this.end();
      });
      return channel;
    };
    return client;
  }

  // Nest calls it on every new channel; the alternate exchange must be there before the exchange that names it.
  override async setupChannel(channel: ConfirmChannel, resolve: () => void): Promise<void> {
    channel.on('error', (error: Error) => {
      this.refusals.error(`The broker closed the channel to ${exchangeOf(this.service)}: ${error.message}`);
      void this.end();
    });
    await declareOwnExchange(channel, this.service);
    await super.setupChannel(channel, resolve);
  }

  /** Resolves when the broker has the event for good. While it is short of memory it does not say so for a long time. */
  async publishEvent(event: PlacedEvent): Promise<void> {
    const record = new RmqRecord(event.body, this.propertiesOf(event));
    await lastValueFrom(this.emit(event.type, record), { defaultValue: undefined });
  }

  /** Closes the connection; whatever is not confirmed fails. */
  end(): Promise<void> {
    return withinTime(closeMilliseconds, () => this.close());
  }

  private propertiesOf(event: PlacedEvent): RmqRecordOptions {
    return {
      messageId: event.id,
      type: event.type,
      timestamp: Math.floor(event.added_at.getTime() / 1000),
      appId: this.service,
      // The broker refuses a message that names another account than the connection's.
      userId: decodeURIComponent(new URL(this.amqpUrl).username) || 'guest',
      contentType: 'application/json',
      persistent: true,
      headers: { 'schema-version': String(event.version) },
    };
  }
}
