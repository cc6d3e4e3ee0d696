import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage } from 'amqplib';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { producerOfExchange } from '@ates/contracts';
import { Outage, WatchedWork } from '@ates/platform';
import { BatchLimit } from '../consuming/batch-limit.js';
import type { Delivery, Progress } from '../consuming/delivery.js';
import type { EventHandler } from '../consuming/event-handler.js';
import type { EventHandlers } from '../consuming/event-handlers.js';
import type { EventConsumer } from '../consuming/event.server.js';
import type { Publishers } from '../consuming/publishers.js';
import { readPublished, tryRead, type ReadMessage } from '../consuming/read-message.js';
import { keptPart } from '../messages/message-size.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { Reconciliation } from '../reconciliation/reconciliation.js';
import { ConsumedQueue } from './consumed-queue.js';
import { FailurePauses } from './failure-pauses.js';
import { Prefetch } from './prefetch.js';
import { rawProperties } from './raw-properties.js';

interface RabbitMqSubscription {
  amqpUrl: string;
  producer: string;
  queue: string;
  /** The routing keys that the queue is bound for. */
  patterns: readonly string[];
}

interface Arrived {
  read: ReadMessage;
  delivery: ConsumeMessage;
  channel: Channel;
}

/**
 * Consumes one producer's events from this service's own durable queue. The routing key decides about the handler, and a
 * batch is acknowledged after it took effect. The next batch is whatever arrived in the meantime, so nothing waits for a
 * batch to fill.
 *
 * Nest's own ServerRMQ loses messages, which money cannot tolerate: it acknowledges before the work is done, deletes
 * unknown messages, dispatches by what the body says, does not notice when its consumer is cancelled, and drops
 * acknowledgements on closing.
 */
export class RabbitMqConsumer implements EventConsumer {
  readonly producer: string;
  private readonly closing = new AbortController();
  private readonly queue: ConsumedQueue;
  private readonly prefetch = new Prefetch();
  private readonly limit = new BatchLimit();
  private readonly watched: WatchedWork;
  private readonly pauses: FailurePauses;
  private arrived: Arrived[] = [];
  private hasBegun = false;
  private working: Promise<void> | undefined;

  /** Without `reconciliation`, the producer has no feed to fall back on. */
  constructor(
    private readonly subscription: RabbitMqSubscription,
    private readonly delivery: Delivery,
    private readonly handlers: EventHandlers,
    private readonly publishers: Publishers,
    reconciliation: Reconciliation | undefined,
  ) {
    const { amqpUrl, producer, queue } = subscription;
    this.producer = producer;
    const use = {
      amqpUrl,
      queue,
      prepare: (channel: Channel) => this.prepare(channel),
      receive: (message: ConsumeMessage, channel: Channel) => this.receive(message, channel),
      noteListening: () => reconciliation?.noteListening(),
      noteAway: () => reconciliation?.noteAway(),
    };
    this.queue = new ConsumedQueue(use, this.closing.signal);
    this.watched = new WatchedWork(`consumer of ${queue}`);
    const outage = new Outage(queue, {
      began: 'messages cannot be processed, retrying until they can',
      ended: 'messages are processed again',
    });
    this.pauses = new FailurePauses(outage, this.closing.signal);
  }

  get connection(): AmqpConnectionManager | undefined {
    return this.queue.connection;
  }

  /**
   * Resolves once the queue is consumed, or when the broker or the queue is away: the service works without it, and it may
   * come up later (S3). Throws if a handler has a pattern that the queue isn't bound for.
   */
  async open(): Promise<void> {
    const { producer, queue, patterns } = this.subscription;
    const unbound = this.handlers.patterns(producer).filter((pattern) => !patterns.includes(pattern));
    if (unbound.length > 0) {
      throw new Error(`${queue} is not bound for ${unbound.join(', ')}: add it to eventSubscriptions`);
    }
    await this.queue.open();
  }

  begin(): void {
    this.hasBegun = true;
    this.processArrived();
  }

  /** Stops consuming, finishes and acknowledges the current batch, and closes; the rest stays in the queue. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.queue.cancel();
    await this.working;
    await this.queue.close();
  }

  private async prepare(channel: Channel): Promise<void> {
    // Messages of an earlier channel can no longer be acknowledged; the broker redelivers them on this one.
    this.arrived = [];
    await channel.prefetch(this.prefetch.count);
  }

  private receive(delivery: ConsumeMessage, channel: Channel): void {
    const size = delivery.content.length;
    if (this.prefetch.adaptTo(size)) {
      this.arrived = [];
      void this.queue.replaceChannel();
      return;
    }
    delivery.content = keptPart(delivery.content);
    // Read here, while the database processes the messages before.
    const read = tryRead(this.rawMessageOf(delivery, size), (raw) => readPublished(raw, this.publishers));
    this.arrived.push({ read, delivery, channel });
    this.processArrived();
  }

  private processArrived(): void {
    if (this.hasBegun) {
      this.working ??= this.work().finally(() => {
        this.working = undefined;
      });
    }
  }

  private async work(): Promise<void> {
    // Messages that arrive in the same turn of the event loop share a batch.
    await nextTurn();
    while (this.arrived.length > 0 && !this.closing.signal.aborted) {
      this.watched.begin();
      await this.deliver(this.nextBatch()).finally(() => this.watched.end());
    }
  }

  /** The next messages in order of arrival that share a handler. */
  private nextBatch(): Arrived[] {
    const candidates = this.arrived.slice(0, this.limit.size);
    const handlers = candidates.map((arrived) => this.handlerOf(arrived));
    const end = handlers.findIndex((handler) => handler !== handlers[0]);
    return this.arrived.splice(0, end === -1 ? candidates.length : end);
  }

  /** Delivers a batch and acknowledges it. On failure the rest returns to the front, unless its channel is gone. */
  private async deliver(batch: Arrived[]): Promise<void> {
    let done = 0;
    const progress: Progress = {
      // The broker tracks what is acknowledged; our database has no position to move.
      settle: () => Promise.resolve(),
      settled: (last) => {
        done = batch.findIndex(({ read }) => read.message === last) + 1;
        acknowledge(batch[done - 1]);
      },
    };
    try {
      const handler = this.handlerOf(batch[0]) ?? refuseAll;
      await this.delivery.deliver(
        batch.map(({ read }) => read),
        handler,
        progress,
      );
      this.pauses.ended();
      this.limit.grow();
    } catch (error) {
      this.limit.shrink();
      await this.pauses.after(error);
      this.arrived.unshift(...batch.slice(done).filter(({ channel }) => this.queue.isCurrent(channel)));
    }
  }

  private handlerOf(arrived: Arrived | undefined): EventHandler | undefined {
    return arrived && this.handlers.find(this.producer, arrived.read.message.type);
  }

  private rawMessageOf({ content, fields, properties }: ConsumeMessage, size: number): RawMessage {
    return {
      source: this.subscription.queue,
      producer: producerOfExchange(fields.exchange),
      type: fields.routingKey,
      body: content,
      size,
      properties: rawProperties(properties),
    };
  }
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
