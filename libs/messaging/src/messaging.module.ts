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
import { FeedEventServer } from './feed/feed-event.server.js';
import type { FeedSubscription } from './feed/feed-reader.js';
import { MessagingMetrics } from './metrics.js';
import { EventFeedController } from './outbox/feed.controller.js';
import { EventFeed } from './outbox/feed.queries.js';
import { NewEvents } from './outbox/new-events.js';
import { Outbox } from './outbox/outbox.js';
import { Sequencer } from './outbox/sequencer.js';
import { DiscardParkedMessageHandler } from './parking/discard-parked-message.js';
import { ParkedMessages } from './parking/parked-messages.js';
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

/** Whose events a service takes. */
export interface Subscription {
  producer: string;
  /** The producer's API, for its feed; left out of one that has none and tells by the broker alone. */
  url?: string | undefined;
  /** The service's own queue for them. */
  queue: string;
  /** `quorum` where the broker is a cluster; `classic` when left out. */
  queueType?: 'classic' | 'quorum' | undefined;
}

export interface MessagingSettings {
  /** Which part of the service this is; `all` when left out. One that only reads neither publishes nor consumes. */
  part?: ServicePartName;
  /** This service, as routing keys have it. */
  service: string;
  transport: 'rabbitmq' | 'feed';
  /** Needed for `rabbitmq`. */
  amqpUrl?: string | undefined;
  subscriptions: readonly Subscription[];
  /** How often to compare with the producers' feeds beside a broker; 60 when left out. */
  reconcileSeconds?: number | undefined;
}

const settingsToken = Symbol('messagingSettings');

/**
 * How a service tells its events and takes those of others: outbox, positions, feed, relay, parked messages.
 * Needs DatabaseModule, ScheduleModule and, to read feeds, a provider of ServiceCalls.
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

/** None of a producer that tells by the broker alone. */
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
    throw new Error('AMQP_URL is needed with MESSAGE_TRANSPORT=rabbitmq');
  }
  return amqpUrl;
};

/**
 * Connects the `@EventPattern` handlers of an app to what it subscribed to, by the transport that it is set to.
 * Call it before `startAllMicroservices`, which then ends when the queues are bound, or when there is no broker: nobody
 * waits for one that is away, nor for the producers. Messages are taken from the moment when the app listens. Does nothing
 * in an instance that only reads (S9).
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
    // With the app's ProblemFilter, which keeps a handler's error as it is; Nest's own would replace it by a text.
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    subscriptions.enter(subscription.producer, strategy.findHandler);
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
