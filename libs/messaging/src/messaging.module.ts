import { Global, Module, type DynamicModule, type INestApplication, type Provider } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import type { AsyncMicroserviceOptions } from '@nestjs/microservices';
import { Database, InstanceLeases, operatorError, ServiceCalls, StreamsModule } from '@ates/platform';
import { ChangesController } from './changes/changes.controller.js';
import { Delivery } from './consuming/delivery.js';
import { EventHandlers } from './consuming/event-handlers.js';
import { EventServer } from './consuming/event.server.js';
import { Publishers } from './consuming/publishers.js';
import { EventConsumers } from './event-consumers.js';
import { FeedReaders } from './feed/feed-readers.js';
import { ProducerTimelines } from './feed/producer-timelines.js';
import { amqpUrlOf, feedOf, onlyReads, type MessagingSettings } from './messaging-settings.js';
import { MessagingMetrics } from './metrics.js';
import { EventFeedController } from './outbox/feed.controller.js';
import { EventFeed } from './outbox/feed.queries.js';
import { NewEvents } from './outbox/new-events.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxTimelines } from './outbox/outbox-timelines.js';
import { Sequencer } from './outbox/sequencer.js';
import { DiscardParkedMessageHandler } from './parking/discard-parked-message.js';
import { ParkedMessages } from './messages/parked-messages.js';
import { ParkedMessagesController } from './parking/parked-messages.controller.js';
import { ReplayParkedMessageHandler } from './parking/replay-parked-message.js';
import { userOf } from './rabbitmq/broker-urls.js';
import { EventPublisher } from './rabbitmq/event-publisher.js';
import { EventRelay } from './rabbitmq/event-relay.js';
import { UnroutedMessages } from './rabbitmq/unrouted-messages.js';
import { ProducerFeeds } from './reconciliation/producer-feeds.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationQueries } from './reconciliation/reconciliation.queries.js';
import { ReconciliationRuns } from './reconciliation/reconciliation-runs.js';
import { StartReconciliationHandler } from './reconciliation/start-reconciliation.js';

/**
 * Publishes a service's events and consumes those of others: outbox, sequencer, feed, relay, parked messages.
 * Requires DatabaseModule, ScheduleModule and, for reading feeds, a provider of ServiceCalls.
 */
@Global()
@Module({})
export class MessagingModule {
  static forRoot(settings: MessagingSettings): DynamicModule {
    return {
      module: MessagingModule,
      imports: [CqrsModule, StreamsModule],
      controllers: [
        EventFeedController,
        ParkedMessagesController,
        ReconciliationController,
        ChangesController,
      ],
      providers: [
        Outbox,
        Sequencer,
        EventFeed,
        NewEvents,
        Delivery,
        EventHandlers,
        { provide: Publishers, useFactory: () => publishersOf(settings) },
        FeedReaders,
        ProducerTimelines,
        OutboxTimelines,
        EventConsumers,
        serverOf(settings),
        ParkedMessages,
        ReplayParkedMessageHandler,
        DiscardParkedMessageHandler,
        MessagingMetrics,
        ...(usesBroker(settings) ? [relayOf(settings), unroutedOf(settings)] : []),
        ReconciliationRuns,
        ReconciliationQueries,
        StartReconciliationHandler,
        feedsOf(settings),
      ],
      exports: [Outbox, ProducerFeeds, ProducerTimelines],
    };
  }
}

const usesBroker = (settings: MessagingSettings): boolean =>
  settings.transport === 'rabbitmq' && !onlyReads(settings);

/** Throws when consumers would refuse the events that this service publishes. */
function publishersOf(settings: MessagingSettings): Publishers {
  const publishers = new Publishers(settings.publishers);
  if (usesBroker(settings)) {
    const [user, allowed] = [userOf(amqpUrlOf(settings)), publishers.of(settings.service)];
    if (!allowed.includes(user)) {
      throw operatorError(
        `AMQP_URL signs in as ${user}, but consumers accept events of ${settings.service} only from ` +
          `${allowed.join(' and ')}. Give each service its own RabbitMQ user, or list the users that you have in ` +
          'AMQP_PUBLISHERS: docs/operations.md, RabbitMQ permissions.',
      );
    }
  }
  return publishers;
}

const serverOf = (settings: MessagingSettings): Provider => ({
  provide: EventServer,
  inject: [HttpAdapterHost, EventHandlers, EventConsumers],
  useFactory: (host: HttpAdapterHost, handlers: EventHandlers, consumers: EventConsumers) =>
    new EventServer(host, handlers, consumers.of(settings)),
});

const feedsOf = ({ transport, subscriptions }: MessagingSettings): Provider => ({
  provide: ProducerFeeds,
  inject: [ServiceCalls, Database],
  useFactory: (calls: ServiceCalls, database: Database) =>
    new ProducerFeeds(
      transport,
      subscriptions.flatMap((subscription) => feedOf(subscription) ?? []),
      calls,
      database,
    ),
});

const relayOf = (settings: MessagingSettings): Provider => ({
  provide: EventRelay,
  inject: [Database, InstanceLeases, Sequencer],
  useFactory: (database: Database, leases: InstanceLeases, sequencer: Sequencer) =>
    new EventRelay(
      database,
      leases,
      sequencer,
      () => new EventPublisher(settings.service, amqpUrlOf(settings)),
    ),
});

const unroutedOf = (settings: MessagingSettings): Provider => ({
  provide: UnroutedMessages,
  inject: [Database, ParkedMessages, Publishers],
  useFactory: (database: Database, parked: ParkedMessages, publishers: Publishers) =>
    new UnroutedMessages(settings.service, amqpUrlOf(settings), database, parked, publishers),
});

/**
 * Connects an app's `@EventPattern` handlers to its subscriptions through the configured transport. Call it before
 * `startAllMicroservices`, which then resolves once the queues are consumed or the broker turns out to be away: it waits
 * neither for the broker nor for producers. Messages are consumed once the app listens. A read-only instance consumes
 * nothing (S9).
 */
export function connectEvents(app: INestApplication): void {
  app.connectMicroservice<AsyncMicroserviceOptions>(
    { inject: [EventServer], useFactory: (strategy: EventServer) => ({ strategy }) },
    // Inherits the app's ProblemFilter, which keeps a handler's error; Nest's default would replace it with a text.
    { inheritAppConfig: true },
  );
}
