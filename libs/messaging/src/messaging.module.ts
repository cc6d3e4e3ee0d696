import { Global, Module, type DynamicModule, type INestApplication, type Provider } from '@nestjs/common';
import { Database, InstanceLocks, ServiceCalls } from '@ates/platform';
import { Delivery } from './consuming/delivery.js';
import { Subscriptions } from './consuming/subscriptions.js';
import { FeedEventServer } from './feed/feed-event.server.js';
import { MessagingFigures } from './metrics.js';
import { EventFeedController } from './outbox/feed.controller.js';
import { EventFeed } from './outbox/feed.queries.js';
import { Outbox } from './outbox/outbox.js';
import { Sequencer } from './outbox/sequencer.js';
import { ParkedMessages } from './parking/parked-messages.js';
import { ParkedMessagesController } from './parking/parked-messages.controller.js';
import { ReplayParkedMessage } from './parking/replay-parked-message.js';
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
      controllers: [EventFeedController, ParkedMessagesController],
      providers: [
        { provide: settingsToken, useValue: settings },
        Outbox,
        Sequencer,
        EventFeed,
        Delivery,
        Subscriptions,
        ParkedMessages,
        ReplayParkedMessage,
        MessagingFigures,
        ...(settings.transport === 'rabbitmq' ? relayProviders(settings) : []),
      ],
      exports: [Outbox],
    };
  }
}

const relayProviders = (settings: MessagingSettings): Provider[] => [
  { provide: EventPublisher, useFactory: () => new EventPublisher(settings.service, amqpUrlOf(settings)) },
  {
    provide: EventRelay,
    inject: [Database, InstanceLocks, Sequencer, EventPublisher],
    useFactory: (database: Database, locks: InstanceLocks, sequencer: Sequencer, publisher: EventPublisher) =>
      new EventRelay(database, locks, sequencer, publisher),
  },
];

const amqpUrlOf = ({ amqpUrl }: MessagingSettings): string => {
  if (!amqpUrl) {
    throw new Error('AMQP_URL is needed with MESSAGE_TRANSPORT=rabbitmq');
  }
  return amqpUrl;
};

/**
 * Connects the `@EventPattern` handlers of an app to what it subscribed to, by the transport that it is set to.
 * Call it before `startAllMicroservices`. Neither waits for the broker or for the producers.
 */
export function connectEvents(app: INestApplication): void {
  const settings = app.get<MessagingSettings>(settingsToken);
  const subscriptions = app.get(Subscriptions);
  for (const subscription of settings.subscriptions) {
    const strategy = serverOf(app, settings, subscription);
    // The app's own filter keeps a handler's error as it is; Nest's default would replace it by a text.
    app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    subscriptions.enter(subscription.producer, strategy.findHandler);
  }
}

function serverOf(
  app: INestApplication,
  settings: MessagingSettings,
  subscription: Subscription,
): FeedEventServer | RabbitMqEventServer {
  const delivery = app.get(Delivery);
  if (settings.transport === 'rabbitmq') {
    return new RabbitMqEventServer({ ...subscription, amqpUrl: amqpUrlOf(settings) }, delivery);
  }
  return new FeedEventServer(
    subscription,
    delivery,
    app.get(Database),
    app.get(InstanceLocks),
    app.get(ServiceCalls, { strict: false }),
  );
}
