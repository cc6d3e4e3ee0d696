import { ServerRMQ } from '@nestjs/microservices';
import type { AmqpConnectionManager, ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import { producerOf } from '@ates/contracts';
import {
  databaseOutage,
  isConnectionFailure,
  Outage,
  WatchedWork,
  backOffMilliseconds,
} from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import type { Progress } from '../consuming/delivery.js';
import { findEventHandler, type EventHandler } from '../consuming/event-handler.js';
import { keptPart } from '../messages/message-size.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { Reconciliation, type ReconciliationServices } from '../reconciliation/reconciliation.js';
import {
  brokerOutage,
  connectionOptions,
  declareExchange,
  exchangeOf,
  producerOfExchange,
  withinTime,
} from './broker.js';
import { Prefetch } from './prefetch.js';
import { rawProperties } from './raw-properties.js';

interface RabbitMqSubscription {
  amqpUrl: string;
  producer: string;
  /** The producer's API, for its feed. Without it there is no reconciliation. */
  url?: string | undefined;
  queue: string;
  /** Use `quorum` where the broker is a cluster. Defaults to `classic`. An existing queue keeps its type. */
  queueType?: 'classic' | 'quorum' | undefined;
}

interface Arrived {
  delivery: ConsumeMessage;
  /** Size of the body as sent, in bytes. */
  size: number;
  channel: Channel;
}

/** Pauses after failures in a row, in milliseconds. */
const pauses = { first: 100, longest: 10_000 };
const reopenMilliseconds = 1000;
const closeMilliseconds = 3000;
const bindMilliseconds = 5000;

/**
 * Consumes one producer's events from this service's own durable queue and passes them to the `@EventPattern` handlers.
 * The stock ServerRMQ loses messages, which money cannot tolerate: it acknowledges before the work is done, deletes
 * unknown messages, dispatches by what the body says, does not notice when its consumer is cancelled, and drops
 * acknowledgements on closing. Here the routing key decides, and a batch is acknowledged after it took effect. The next
 * batch is whatever arrived in the meantime, so nothing waits for a batch to fill.
 */
export class RabbitMqEventServer extends ServerRMQ {
  override readonly propagatesEventHandlerErrors = true;
  private readonly closing = new AbortController();
  private readonly limit = new BatchLimit();
  private connection: AmqpConnectionManager | undefined;
  private wrapper: ChannelWrapper | undefined;
  private consumer: { channel: Channel; tag: string } | undefined;
  private arrived: Arrived[] = [];
  private working: Promise<void> | undefined;
  private failures = 0;
  private readonly watched: WatchedWork;
  private readonly prefetch = new Prefetch();
  private readonly refusal: Outage;
  private readonly delay: Outage;

  private readonly boundOrAway = newDeferred();
  private readonly reconciliation: Reconciliation | undefined;

  constructor(
    private readonly subscription: RabbitMqSubscription,
    private readonly services: ReconciliationServices,
    private readonly ready: Promise<void>,
  ) {
    super({
      urls: [subscription.amqpUrl],
      queue: subscription.queue,
      exchange: exchangeOf(subscription.producer),
      wildcards: true,
      noAck: false,
      socketOptions: connectionOptions,
    });
    const { producer, url, queue } = subscription;
    this.watched = new WatchedWork(`consumer of ${queue}`);
    this.refusal = new Outage(queue, {
      began: 'the broker does not allow the queue to be consumed, retrying until it does',
      ended: 'the queue is consumed again',
    });
    this.delay = new Outage(queue, {
      began: 'messages cannot be processed, retrying until they can',
      ended: 'messages are processed again',
    });
    const find: HandlerFinder = (type) => this.findHandler(type);
    this.reconciliation =
      url === undefined ? undefined : new Reconciliation({ producer, url }, services, find, 'with a broker');
  }

  /**
   * Resolves once the queue is bound, so a ready service misses nothing; or when the broker is away: the service works
   * without it, and it may come up later (S3).
   */
  override async listen(callback: () => void): Promise<void> {
    this.connection = await this.createClient<AmqpConnectionManager>();
    this.server = this.connection;
    this.connection.on('connect', () => {
      brokerOutage.ended();
    });
    this.connection.on('disconnect', ({ err }) => this.noteAbsence(err));
    this.connection.on('connectFailed', ({ err }) => this.noteAbsence(err));
    this.openChannel(this.connection);
    void this.reconcileWhenReady();
    await withinTime(bindMilliseconds, () => this.boundOrAway.promise);
    callback();
  }

  /** Returns this producer's handler of a routing key. */
  readonly findHandler = (type: string): EventHandler | undefined =>
    findEventHandler(this.getHandlers(), type);

  private noteAbsence(error: Error | undefined): void {
    if (!this.closing.signal.aborted) {
      brokerOutage.began(error ?? 'the connection was closed');
    }
    this.reconciliation?.noteAway();
    this.boundOrAway.resolve();
  }

  private openChannel(connection: AmqpConnectionManager): void {
    const wrapper = connection.createChannel({
      json: false,
      confirm: false,
      setup: (channel: Channel) => this.consume(channel, wrapper),
    });
    wrapper.on('error', (error) => {
      this.refusal.began(error);
      this.reconciliation?.noteAway();
      void this.reopen(wrapper);
    });
    this.wrapper = wrapper;
  }

  private async consume(channel: Channel, wrapper: ChannelWrapper): Promise<void> {
    // Without a listener a channel error would end the process; the close event handles it.
    channel.on('error', (error: Error) => {
      this.refusal.began(error);
    });
    channel.on('close', () => void this.reopen(wrapper));
    // Messages of an earlier channel can no longer be acknowledged; the broker redelivers them on this one.
    this.arrived = [];
    const { producer, queue } = this.subscription;
    await declareExchange(channel, producer);
    await channel.assertQueue(queue, { durable: true, arguments: this.queueArguments() });
    for (const pattern of this.patterns()) {
      await channel.bindQueue(queue, exchangeOf(producer), pattern);
    }
    await channel.prefetch(this.prefetch.count);
    const { consumerTag } = await channel.consume(queue, (message) => {
      this.receive(message, channel, wrapper);
    });
    this.consumer = { channel, tag: consumerTag };
    this.refusal.ended();
    this.boundOrAway.resolve();
    this.reconciliation?.noteListening();
  }

  /** Starts even while the broker is away: that is when the feed is needed. */
  private async reconcileWhenReady(): Promise<void> {
    await this.ready;
    if (!this.closing.signal.aborted) {
      this.reconciliation?.start();
    }
  }

  private queueArguments(): Record<string, string> {
    const { queueType } = this.subscription;
    return queueType === undefined ? {} : { 'x-queue-type': queueType };
  }

  private patterns(): string[] {
    return [...this.getHandlers().keys()].filter(
      (pattern) => producerOf(pattern) === this.subscription.producer,
    );
  }

  private receive(message: ConsumeMessage | null, channel: Channel, wrapper: ChannelWrapper): void {
    if (message === null) {
      this.refusal.began('the broker cancelled the consumer');
      void this.reopen(wrapper);
      return;
    }
    if (this.wrapper !== wrapper) {
      // The broker redelivers it on the new channel.
      return;
    }
    const size = message.content.length;
    if (this.prefetch.adaptTo(size)) {
      void this.replace(wrapper);
      return;
    }
    message.content = keptPart(message.content);
    this.arrived.push({ delivery: message, size, channel });
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  /** Opens a new channel with another prefetch. Unacknowledged messages of the old one are redelivered in order. */
  private async replace(wrapper: ChannelWrapper): Promise<void> {
    this.wrapper = undefined;
    this.arrived = [];
    await wrapper.close().catch(() => undefined);
    if (this.connection && !this.closing.signal.aborted) {
      this.openChannel(this.connection);
    }
  }

  /** Opens a new channel in place of a broken one, which repeats all declarations and consumers. */
  private async reopen(wrapper: ChannelWrapper): Promise<void> {
    const { signal } = this.closing;
    const isCurrent = (): boolean => this.wrapper === wrapper && !signal.aborted;
    if (!isCurrent()) {
      return;
    }
    await this.sleep(reopenMilliseconds);
    if (isCurrent() && this.connection) {
      this.openChannel(this.connection);
      await wrapper.close().catch(() => undefined);
    }
  }

  private async work(): Promise<void> {
    await this.ready;
    while (this.arrived.length > 0 && !this.closing.signal.aborted) {
      this.watched.begin();
      await this.deliver(this.nextBatch()).finally(() => this.watched.end());
    }
  }

  /** The next messages in order of arrival that share a handler. */
  private nextBatch(): Arrived[] {
    const candidates = this.arrived.slice(0, this.limit.size);
    const handlers = candidates.map(({ delivery }) => this.findHandler(delivery.fields.routingKey));
    const end = handlers.findIndex((handler) => handler !== handlers[0]);
    return this.arrived.splice(0, end === -1 ? candidates.length : end);
  }

  /** Delivers a batch and acknowledges it. On failure the rest returns to the front, unless its channel is gone. */
  private async deliver(batch: Arrived[]): Promise<void> {
    const handler = this.findHandler(batch[0]?.delivery.fields.routingKey ?? '') ?? refuseAll;
    const messages = batch.map((arrived) => this.rawMessageOf(arrived));
    let done = 0;
    const progress: Progress = {
      // The broker tracks what is acknowledged; our database has no position to move.
      settle: () => Promise.resolve(),
      settled: (last) => {
        done = messages.indexOf(last) + 1;
        acknowledge(batch[done - 1]);
      },
    };
    try {
      await this.services.delivery.deliver(messages, handler, progress);
      this.failures = 0;
      this.delay.ended();
      this.limit.grow();
    } catch (error) {
      this.limit.shrink();
      await this.pauseAfter(error);
      this.arrived.unshift(...batch.slice(done).filter(({ channel }) => channel === this.consumer?.channel));
    }
  }

  private async pauseAfter(failure: unknown): Promise<void> {
    this.failures += 1;
    if (isConnectionFailure(failure)) {
      databaseOutage.began(failure);
    } else {
      this.delay.began(failure);
    }
    await this.sleep(backOffMilliseconds(this.failures, pauses));
  }

  /** Ends early when the server closes. */
  private async sleep(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }

  private rawMessageOf({ delivery, size }: Arrived): RawMessage {
    const { content, fields, properties } = delivery;
    return {
      source: this.queue,
      producer: producerOfExchange(fields.exchange),
      type: fields.routingKey,
      body: content,
      size,
      properties: rawProperties(properties),
    };
  }

  /** Stops consuming, finishes and acknowledges the current batch, and closes; the rest stays in the queue. */
  override async close(): Promise<void> {
    this.closing.abort();
    const { consumer } = this;
    await withinTime(closeMilliseconds, () => consumer?.channel.cancel(consumer.tag));
    await Promise.all([this.working, this.reconciliation?.stop()]);
    await withinTime(closeMilliseconds, () => this.wrapper?.close());
    await withinTime(closeMilliseconds, () => this.connection?.close());
  }
}

/** A promise with its resolve function. */
function newDeferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const acknowledge = (last: Arrived | undefined): void => {
  const upToThis = true;
  try {
    last?.channel.ack(last.delivery, upToThis);
  } catch {
    // The channel is gone: the broker redelivers the messages, and deduplication ignores them.
  }
};

// For keys bound by an earlier version of the service: parking needs a reason.
const refuseAll: EventHandler = (batch) => {
  throw new Error(`this service has no handler for ${batch.events[0]?.type ?? 'this'}`);
};
