import { ServerRMQ } from '@nestjs/microservices';
import type { ChannelWrapper, AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import { producerOf } from '@ates/contracts';
import type { Delivery } from '../consuming/delivery.js';
import { eventHandlerOf, type EventHandler } from '../consuming/event-handler.js';
import type { RawMessage } from '../consuming/raw-message.js';
import { declareExchange, exchangeOf } from './topology.js';

export interface RabbitMqSubscription {
  amqpUrl: string;
  producer: string;
  queue: string;
}

interface Arrived {
  delivery: ConsumeMessage;
  channel: ConfirmChannel;
}

const prefetch = 1000;
const largestBatch = 500;
const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 10_000;
const reconnectMilliseconds = 1000;

/**
 * Takes the events of one producer from a durable queue of its own and gives them to the `@EventPattern` handlers.
 * Stock ServerRMQ loses messages in ways that a company's money cannot bear: it acknowledges before the work is done,
 * deletes what it does not know, dispatches by what the body says, never notices that its consumer was cancelled, and
 * drops acknowledgements when it closes. Here the routing key decides; a batch is acknowledged after it took effect;
 * the next batch is what arrived meanwhile, so there is no waiting to fill one.
 */
export class RabbitMqEventServer extends ServerRMQ {
  override readonly propagatesEventHandlerErrors = true;
  private readonly closing = new AbortController();
  private arrived: Arrived[] = [];
  private working: Promise<void> | undefined;
  private consumer: { channel: ConfirmChannel; tag: string } | undefined;

  constructor(
    private readonly subscription: RabbitMqSubscription,
    private readonly delivery: Delivery,
  ) {
    super({
      urls: [subscription.amqpUrl],
      queue: subscription.queue,
      exchange: exchangeOf(subscription.producer),
      wildcards: true,
      noAck: false,
      socketOptions: { reconnectTimeInSeconds: 1, heartbeatIntervalInSeconds: 10 },
    });
  }

  /** Begins to connect and is done: the service works without the broker, and the broker may come later (S3). */
  override async listen(callback: () => void): Promise<void> {
    const connection = await this.createClient<AmqpConnectionManager>();
    this.server = connection;
    connection.on('connect', () => {
      this.logger.log(`${this.queue}: connected`);
    });
    connection.on('disconnect', ({ err }: { err: Error }) => {
      this.logger.warn(`${this.queue}: no connection, trying again: ${err.message}`);
    });
    connection.on('connectFailed', () => undefined);
    const channel: ChannelWrapper = connection.createChannel({
      json: false,
      setup: (opened: ConfirmChannel) => this.consume(opened),
    });
    channel.on('error', (error: Error) => {
      this.logger.error(`${this.queue}: ${error.message}`);
      this.reconnectSoon();
    });
    this.channel = channel;
    callback();
  }

  /** The handler of a routing key among this producer's. */
  readonly findHandler = (type: string): EventHandler | undefined => {
    this.initializeWildcardHandlersIfExist();
    const handler = this.getHandlerByPattern(type);
    return handler ? eventHandlerOf(handler) : undefined;
  };

  private async consume(channel: ConfirmChannel): Promise<void> {
    // What came by an earlier channel cannot be acknowledged any more and comes again by this one.
    this.arrived = [];
    const { producer, queue } = this.subscription;
    await declareExchange(channel, producer);
    await channel.assertQueue(queue, { durable: true });
    for (const pattern of this.patterns()) {
      await channel.bindQueue(queue, exchangeOf(producer), pattern);
    }
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(queue, (message) => {
      this.take(message, channel);
    });
    this.consumer = { channel, tag: consumerTag };
  }

  private patterns(): string[] {
    return [...this.getHandlers().keys()].filter(
      (pattern) => producerOf(pattern) === this.subscription.producer,
    );
  }

  private take(message: ConsumeMessage | null, channel: ConfirmChannel): void {
    if (message === null) {
      this.logger.warn(`${this.queue}: the broker cancelled the consumer`);
      this.reconnectSoon();
      return;
    }
    this.arrived.push({ delivery: message, channel });
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  private async work(): Promise<void> {
    while (this.arrived.length > 0 && !this.closing.signal.aborted) {
      const batch = this.nextBatch();
      await this.deliverUntilDone(batch);
    }
  }

  /** The messages that arrived first, as long as they have one handler. */
  private nextBatch(): Arrived[] {
    const handlerOf = ({ delivery }: Arrived) => this.findHandler(delivery.fields.routingKey);
    const [first] = this.arrived;
    const handler = first && handlerOf(first);
    const end = this.arrived.findIndex((arrived) => handlerOf(arrived) !== handler);
    return this.arrived.splice(0, Math.min(largestBatch, end === -1 ? this.arrived.length : end));
  }

  private async deliverUntilDone(batch: Arrived[]): Promise<void> {
    const last = batch.at(-1);
    if (!last) {
      return;
    }
    const messages = batch.map(({ delivery }) => this.rawMessageOf(delivery));
    const handler = this.findHandler(last.delivery.fields.routingKey) ?? refuseAll;
    for (let attempt = 1; !this.closing.signal.aborted; attempt += 1) {
      try {
        await this.delivery.deliver(messages, handler, async () => undefined);
        acknowledge(last);
        return;
      } catch (error) {
        await this.pause(attempt, error);
      }
    }
  }

  private async pause(attempt: number, error: unknown): Promise<void> {
    const full = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (attempt - 1));
    const milliseconds = Math.round(full * (0.5 + Math.random() / 2));
    this.logger.warn(`${this.queue}: waits ${milliseconds} ms, nothing is acknowledged: ${String(error)}`);
    await delay(milliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private rawMessageOf({ content, fields, properties }: ConsumeMessage): RawMessage {
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    const version: unknown = properties.headers?.['schema-version'];
    return {
      source: this.queue,
      producer: this.subscription.producer,
      type: fields.routingKey,
      body: content,
      properties: {
        messageId: text(properties.messageId),
        type: text(properties.type),
        appId: text(properties.appId),
        version: typeof version === 'number' ? String(version) : text(version),
      },
    };
  }

  private reconnectSoon(): void {
    void this.reconnectAfterPause();
  }

  private async reconnectAfterPause(): Promise<void> {
    const { signal } = this.closing;
    await delay(reconnectMilliseconds, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) {
      (this.server as AmqpConnectionManager | null)?.reconnect();
    }
  }

  /** Takes no more, lets the batch in hand finish and be acknowledged, and closes; the rest stays in the queue. */
  override async close(): Promise<void> {
    await this.consumer?.channel.cancel(this.consumer.tag).catch(() => undefined);
    this.closing.abort();
    await this.working;
    await super.close().catch(() => undefined);
  }
}

const acknowledge = ({ channel, delivery }: Arrived): void => {
  try {
    const upToThis = true;
    channel.ack(delivery, upToThis);
  } catch {
    // The channel is gone: the broker sends the messages again, and they change nothing.
  }
};

// The binding let it through, yet no handler is there: reading it will say why it is refused.
const refuseAll: EventHandler = (batch) => {
  throw new Error(`nothing here takes ${batch.events[0]?.type ?? 'this'}`);
};
