import { Global, Module, type DynamicModule, type INestApplication, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import {
  Database,
  InstanceLeases,
  ServiceCalls,
  ServicePart,
  StreamsModule,
  type ServicePartName,
} from '@ates/platform';
import { ChangesController } from './changes/changes.controller.js';
import { Delivery } from './consuming/delivery.js';
import { Subscriptions } from './consuming/subscriptions.js';
import { whenListening } from './consuming/when-listening.js';
import { FeedEventServer } from './feed-transport/feed-event.server.js';
import type { FeedSubscription } from './feed/feed-reader.js';
import { MessagingMetrics } from './metrics.js';
import { EventFeedController } from './outbox/feed.controller.js';
import { EventFeed } from './outbox/feed.queries.js';
import { NewEvents } from './outbox/new-events.js';
import { Outbox } from './outbox/outbox.js';
import { Sequencer } from './outbox/sequencer.js';
import { DiscardParkedMessageHandler } from './parking/discard-parked-message.js';
import { ParkedMessages } from './messages/parked-messages.js';
import { ParkedMessagesController } from './parking/parked-messages.controller.js';
import { ReplayParkedMessageHandler } from './parking/replay-parked-message.js';
import { EventPublisher } from './rabbitmq/event-publisher.js';
import { EventRelay } from './rabbitmq/event-relay.js';
import { RabbitMqEventServer } from './rabbitmq/rabbitmq-event.server.js';
import { UnroutedMessages } from './rabbitmq/unrouted-messages.js';
import { ProducerFeeds } from './reconciliation/producer-feeds.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationQueries } from './reconciliation/reconciliation.queries.js';
import { ReconciliationRuns } from './reconciliation/reconciliation-runs.js';
import { StartReconciliationHandler } from './reconciliation/start-reconciliation.js';

/** A subscription to the events of one producer. */
export interface Subscription {
  producer: string;
  /** The producer's API, for its feed; omitted if it has no feed and publishes to the broker only. */
  url?: string | undefined;
  /** This service's own queue for these events. */
  queue: string;
  /** Use `quorum` where the broker is a cluster. Defaults to `classic`. */
  queueType?: 'classic' | 'quorum' | undefined;
}

interface MessagingSettings {
  /** Which part of the service runs here; defaults to `all`. A read-only part neither publishes nor consumes. */
  part?: ServicePartName;
  /** The name of this service, as in routing keys. */
  service: string;
  transport: 'rabbitmq' | 'feed';
  /** Required for `rabbitmq`. */
  amqpUrl?: string | undefined;
  subscriptions: readonly Subscription[];
  /** Seconds between comparisons with the producers' feeds, with a broker. Defaults to 60. */
  reconcileSeconds?: number | undefined;
}

const settingsToken = Symbol('messagingSettings');

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
        { provide: settingsToken, useValue: settings },
        Outbox,
        Sequencer,
        EventFeed,
        NewEvents,
        Delivery,
        Subscriptions,
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
      exports: [Outbox, ProducerFeeds],
    };
  }
}

const usesBroker = ({ transport, part }: MessagingSettings): boolean =>
  transport === 'rabbitmq' && !new ServicePart(part).onlyReads;

const feedsOf = ({ transport, subscriptions }: MessagingSettings): Provider => ({
  provide: ProducerFeeds,
  inject: [ServiceCalls, Database],
  useFactory: (calls: ServiceCalls, database: Database) =>
    new ProducerFeeds(transport, subscriptions.flatMap(feedOf), calls, database),
});

/** Empty for a producer that has no feed. */
const feedOf = ({ producer, url }: Subscription): FeedSubscription[] =>
  url === undefined ? [] : [{ producer, url }];

const defaultReconcileSeconds = 60;

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
  inject: [Database, ParkedMessages],
  useFactory: (database: Database, parked: ParkedMessages) =>
    new UnroutedMessages(settings.service, amqpUrlOf(settings), database, parked),
});

const amqpUrlOf = ({ amqpUrl }: MessagingSettings): string => {
  if (!amqpUrl) {
    throw new Error('MESSAGE_TRANSPORT=rabbitmq requires AMQP_URL');
  }
  return amqpUrl;
};

/**
 * Connects an app's `@EventPattern` handlers to its subscriptions through the configured transport. Call it before
 * `startAllMicroservices`, which then resolves once the queues are bound or the broker turns out to be away: it waits
 * neither for the broker nor for producers. Messages are consumed once the app listens. Does nothing in a read-only
 * instance (S9).
 */
export function connectEvents(app: INestApplication): void {
  const settings = app.get<MessagingSettings>(settingsToken);
  if (new ServicePart(settings.part).onlyReads) {
    return;
  }
  const subscriptions = app.get(Subscriptions);
  for (const subscription of settings.subscriptions) {
    const strategy = serverOf(app, settings, subscription);
    if (!strategy) {
      continue;
    }
    // Inherits the app's ProblemFilter, which keeps a handler's error; Nest's default would replace it with a text.
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    subscriptions.register(subscription.producer, strategy.findHandler);
  }
}

function serverOf(
  app: INestApplication,
  settings: MessagingSettings,
  subscription: Subscription,
): FeedEventServer | RabbitMqEventServer | undefined {
  const ready = whenListening(app);
  const services = {
    delivery: app.get(Delivery),
    database: app.get(Database),
    leases: app.get(InstanceLeases),
    calls: app.get(ServiceCalls),
    runs: app.get(ReconciliationRuns),
    reconcileSeconds: settings.reconcileSeconds ?? defaultReconcileSeconds,
  };
  if (settings.transport === 'rabbitmq') {
    return new RabbitMqEventServer({ ...subscription, amqpUrl: amqpUrlOf(settings) }, services, ready);
  }
  const { producer, url } = subscription;
  return url === undefined ? undefined : new FeedEventServer({ producer, url }, services, ready);
}
