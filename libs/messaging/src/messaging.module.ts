import { Global, Module, type DynamicModule, type INestApplication, type Provider } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Database, InstanceLocks, ServiceCalls } from '@ates/platform';
import { Delivery } from './consuming/delivery.js';
import { Subscriptions } from './consuming/subscriptions.js';
import { whenListening } from './consuming/when-listening.js';
import { FeedEventServer } from './feed/feed-event.server.js';
import { MessagingFigures } from './metrics.js';
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

/** Whose events a service takes. */
export interface Subscription {
  producer: string;
  /** The producer's API, for its feed. */
  url: string;
  /** The service's own queue for them. */
  queue: string;
  /** `quorum` where the broker is a cluster; `classic` when left out. */
  queueType?: 'classic' | 'quorum' | undefined;
}

export interface MessagingSettings {
  /** This service, as routing keys have it. */
  service: string;
  transport: 'rabbitmq' | 'feed';
  /** Needed for `rabbitmq`. */
  amqpUrl?: string | undefined;
  subscriptions: readonly Subscription[];
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
      imports: [CqrsModule],
      controllers: [EventFeedController, ParkedMessagesController],
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
        MessagingFigures,
        ...(settings.transport === 'rabbitmq' ? [relayOf(settings)] : []),
      ],
      exports: [Outbox],
    };
  }
}

const relayOf = (settings: MessagingSettings): Provider => ({
  provide: EventRelay,
  inject: [Database, InstanceLocks, Sequencer],
  useFactory: (database: Database, locks: InstanceLocks, sequencer: Sequencer) =>
    new EventRelay(
      database,
      locks,
      sequencer,
      () => new EventPublisher(settings.service, amqpUrlOf(settings)),
    ),
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
 * waits for one that is away, nor for the producers. Messages are taken from the moment when the app listens.
 */
export function connectEvents(app: INestApplication): void {
  const settings = app.get<MessagingSettings>(settingsToken);
  const subscriptions = app.get(Subscriptions);
  for (const subscription of settings.subscriptions) {
    const strategy = serverOf(app, settings, subscription);
    // With the app's ProblemFilter, which keeps a handler's error as it is; Nest's own would replace it by a text.
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    subscriptions.enter(subscription.producer, strategy.findHandler);
  }
}

function serverOf(
  app: INestApplication,
  settings: MessagingSettings,
  subscription: Subscription,
): FeedEventServer | RabbitMqEventServer {
  const ready = whenListening(app);
  const services = {
    delivery: app.get(Delivery),
    database: app.get(Database),
    locks: app.get(InstanceLocks),
    calls: app.get(ServiceCalls),
  };
  return settings.transport === 'rabbitmq'
    ? new RabbitMqEventServer({ ...subscription, amqpUrl: amqpUrlOf(settings) }, services, ready)
    : new FeedEventServer(subscription, services, ready);
}
