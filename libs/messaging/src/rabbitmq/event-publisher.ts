import {
  ClientRMQ,
  RmqRecord,
  type ReadPacket,
  type RmqRecordOptions,
  type Serializer,
} from '@nestjs/microservices';
import type { ConfirmChannel } from 'amqplib';
import { lastValueFrom, timeout } from 'rxjs';
import { declareExchange, exchangeArguments, exchangeOf } from './topology.js';

// ClientRMQ would wait for ever while the broker is short of memory and takes nothing.
const confirmMilliseconds = 10_000;

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
    // ClientRMQ takes `options` out again before it writes the body.
    return { ...data.data, options: data.options };
  }
}

/** Publishes the events of one service through Nest's RabbitMQ client. */
export class EventPublisher extends ClientRMQ {
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
      socketOptions: { reconnectTimeInSeconds: 1, heartbeatIntervalInSeconds: 10 },
    });
  }

  // Nest calls it on every new channel; the alternate exchange must be there before the exchange that names it.
  override async setupChannel(channel: ConfirmChannel, resolve: () => void): Promise<void> {
    await declareExchange(channel, this.service);
    await super.setupChannel(channel, resolve);
  }

  /** Resolves when the broker has the event for good; fails when it does not say so in time. */
  async publishEvent(event: PlacedEvent): Promise<void> {
    const record = new RmqRecord(event.body, this.propertiesOf(event));
    await lastValueFrom(this.emit(event.type, record).pipe(timeout(confirmMilliseconds)), {
      defaultValue: undefined,
    });
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
