import { Injectable } from '@nestjs/common';
import { InstanceLeases } from '@ates/platform';
import { Delivery } from './consuming/delivery.js';
import { EventHandlers } from './consuming/event-handlers.js';
import { Publishers } from './consuming/publishers.js';
import type { EventConsumer } from './consuming/event.server.js';
import { FeedConsumer } from './feed/feed-consumer.js';
import { FeedReaders } from './feed/feed-readers.js';
import {
  amqpUrlOf,
  feedOf,
  onlyReads,
  type MessagingSettings,
  type Subscription,
} from './messaging-settings.js';
import { RabbitMqConsumer } from './rabbitmq/rabbitmq-consumer.js';
import { Reconciliation } from './reconciliation/reconciliation.js';
import { ReconciliationRuns } from './reconciliation/reconciliation-runs.js';

const defaultReconcileSeconds = 60;

/** Creates the consumers of a service's subscriptions, for the configured transport. */
@Injectable()
export class EventConsumers {
  constructor(
    private readonly delivery: Delivery,
    private readonly handlers: EventHandlers,
    private readonly readers: FeedReaders,
    private readonly runs: ReconciliationRuns,
    private readonly leases: InstanceLeases,
  ) {}

  /** Returns none for a read-only instance (S9). */
  of(settings: MessagingSettings): EventConsumer[] {
    if (onlyReads(settings)) {
      return [];
    }
    return settings.subscriptions.flatMap((subscription) =>
      settings.transport === 'rabbitmq'
        ? this.ofQueue(subscription, settings)
        : this.ofFeed(subscription, settings),
    );
  }

  private ofQueue(subscription: Subscription, settings: MessagingSettings): EventConsumer[] {
    const reconciliation = this.reconciliation(subscription, settings, 'with a broker');
    const queue = { ...subscription, amqpUrl: amqpUrlOf(settings) };
    const { delivery, handlers } = this;
    const publishers = new Publishers(settings.publishers);
    const consumer = new RabbitMqConsumer(queue, delivery, handlers, publishers, reconciliation);
    return reconciliation ? [consumer, reconciliation] : [consumer];
  }

  private ofFeed(subscription: Subscription, settings: MessagingSettings): EventConsumer[] {
    const feed = feedOf(subscription);
    const reconciliation = this.reconciliation(subscription, settings, 'on request');
    return feed && reconciliation ? [new FeedConsumer(feed, this.readers, this.leases), reconciliation] : [];
  }

  /** Undefined if the producer has no feed to compare with. */
  private reconciliation(
    subscription: Subscription,
    { reconcileSeconds: everySeconds = defaultReconcileSeconds }: MessagingSettings,
    mode: 'with a broker' | 'on request',
  ): Reconciliation | undefined {
    const feed = feedOf(subscription);
    return feed && new Reconciliation({ ...feed, mode, everySeconds }, this.readers, this.runs, this.leases);
  }
}
