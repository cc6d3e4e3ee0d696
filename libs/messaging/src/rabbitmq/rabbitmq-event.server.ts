import { ServerRMQ } from '@nestjs/microservices';
import type { AmqpConnectionManager, ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import { producerOf } from '@ates/contracts';
import { databaseOutage, isConnectionFailure, Outage, WatchedWork } from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import type { Progress } from '../consuming/delivery.js';
import { findEventHandler, type EventHandler } from '../consuming/event-handler.js';
import { keptPart } from '../consuming/message-size.js';
import type { RawMessage } from '../consuming/raw-message.js';
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

export interface RabbitMqSubscription {
  amqpUrl: string;
  producer: string;
  /** The producer's API, for its feed; nothing is caught up with where there is none. */
  url?: string | undefined;
  queue: string;
  /** `quorum` where the broker is a cluster; `classic` when left out. An existing queue keeps what it is. */
  queueType?: 'classic' | 'quorum' | undefined;
}

interface Arrived {
  delivery: ConsumeMessage;
  /** Bytes of the body as it was sent. */
  size: number;
  channel: Channel;
}

const firstPauseMilliseconds = 100;
const longestPauseMilliseconds = 10_000;
const reopenMilliseconds = 1000;
const closeMilliseconds = 3000;
const bindMilliseconds = 5000;

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

  private readonly boundOrAway = newSignal();
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
      began: 'the broker does not let the queue be consumed, trying again until it does',
      ended: 'the queue is consumed again',
    });
    this.delay = new Outage(queue, {
      began: 'nothing is acknowledged, trying again until it can be',
      ended: 'messages are acknowledged again',
    });
    const find: HandlerFinder = (type) => this.findHandler(type);
    this.reconciliation =
      url === undefined
        ? undefined
        : new Reconciliation({ producer, url }, services, find, 'beside the broker');
  }

  /**
   * Is done when the queue is bound, so that a service that is ready misses nothing from then on; or when there is no
   * broker: the service works without it, and it may come later (S3).
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

  /** The handler of a routing key among this producer's. */
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
    // Without a listener an error of the channel would end the process; what it means is told by its closing.
    channel.on('error', (error: Error) => {
      this.refusal.began(error);
    });
    channel.on('close', () => void this.reopen(wrapper));
    // What came by an earlier channel cannot be acknowledged any more and comes again by this one.
    this.arrived = [];
    const { producer, queue } = this.subscription;
    await declareExchange(channel, producer);
    await channel.assertQueue(queue, { durable: true, arguments: this.queueArguments() });
    for (const pattern of this.patterns()) {
      await channel.bindQueue(queue, exchangeOf(producer), pattern);
    }
    await channel.prefetch(this.prefetch.count);
    const { consumerTag } = await channel.consume(queue, (message) => {
      this.take(message, channel, wrapper);
    });
    this.consumer = { channel, tag: consumerTag };
    this.refusal.ended();
    this.boundOrAway.resolve();
    this.reconciliation?.noteListening();
  }

  /** With the broker away too: it is then that the feed is of use. */
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

  private take(message: ConsumeMessage | null, channel: Channel, wrapper: ChannelWrapper): void {
    if (message === null) {
      this.refusal.began('the broker cancelled the consumer');
      void this.reopen(wrapper);
      return;
    }
    if (this.wrapper !== wrapper) {
      // It comes again by the channel that took this one's place.
      return;
    }
    const size = message.content.length;
    if (this.prefetch.changesWith(size)) {
      void this.replace(wrapper);
      return;
    }
    message.content = keptPart(message.content);
    this.arrived.push({ delivery: message, size, channel });
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  /** A new channel with another prefetch. What came by the old one, and is not acknowledged, comes again in order. */
  private async replace(wrapper: ChannelWrapper): Promise<void> {
    this.wrapper = undefined;
    this.arrived = [];
    await wrapper.close().catch(() => undefined);
    if (this.connection && !this.closing.signal.aborted) {
      this.openChannel(this.connection);
    }
  }

  /** A new channel in place of one that broke: whatever was declared or consumed by it is done again. */
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

  /** The messages that arrived first, as long as they have one handler. */
  private nextBatch(): Arrived[] {
    const candidates = this.arrived.slice(0, this.limit.size);
    const handlers = candidates.map(({ delivery }) => this.findHandler(delivery.fields.routingKey));
    const end = handlers.findIndex((handler) => handler !== handlers[0]);
    return this.arrived.splice(0, end === -1 ? candidates.length : end);
  }

  /** Delivers a batch and acknowledges it. What fails goes back to the front, unless its channel is gone. */
  private async deliver(batch: Arrived[]): Promise<void> {
    const handler = this.findHandler(batch[0]?.delivery.fields.routingKey ?? '') ?? refuseAll;
    const messages = batch.map((arrived) => this.rawMessageOf(arrived));
    let done = 0;
    const progress: Progress = {
      // The broker keeps no position in our database.
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
    const full = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** (this.failures - 1));
    const milliseconds = Math.round(full * (0.5 + Math.random() / 2));
    if (isConnectionFailure(failure)) {
      databaseOutage.began(failure);
    } else {
      this.delay.began(failure);
    }
    await this.sleep(milliseconds);
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

  /** Takes no more, lets the batch in hand finish and be acknowledged, and closes; the rest stays in the queue. */
  override async close(): Promise<void> {
    this.closing.abort();
    const { consumer } = this;
    await withinTime(closeMilliseconds, () => consumer?.channel.cancel(consumer.tag));
    await Promise.all([this.working, this.reconciliation?.stop()]);
    await withinTime(closeMilliseconds, () => this.wrapper?.close());
    await withinTime(closeMilliseconds, () => this.connection?.close());
  }
}

/** A promise that somebody else resolves. */
function newSignal(): { promise: Promise<void>; resolve: () => void } {
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
    // The channel is gone: the broker sends the messages again, and they change nothing.
  }
};

// Bound by an earlier version of the service: reading it, or this, says why it is refused.
const refuseAll: EventHandler = (batch) => {
  throw new Error(`nothing here takes ${batch.events[0]?.type ?? 'this'}`);
};
