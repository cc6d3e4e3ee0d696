import type { BrokerPublishers } from '@ates/contracts';
import { ServicePart, type ServicePartName } from '@ates/platform';
import type { FeedSubscription } from './feed/producer-feed.js';

/** A subscription to the events of one producer. */
export interface Subscription {
  producer: string;
  /** The producer's API, for its feed; omitted if it has no feed and publishes to the broker only. */
  url?: string | undefined;
  /** This service's own queue for these events. */
  queue: string;
  /** The routing keys that the queue is bound for. */
  patterns: readonly string[];
}

export interface MessagingSettings {
  /** Which part of the service runs here; defaults to `all`. A read-only part neither publishes nor consumes. */
  part?: ServicePartName;
  /** The name of this service, as in routing keys. */
  service: string;
  transport: 'rabbitmq' | 'feed';
  /** Required for `rabbitmq`. */
  amqpUrl?: string | undefined;
  /** The RabbitMQ users that may publish the events of each service; by default the one that has its name. */
  publishers?: BrokerPublishers | undefined;
  subscriptions: readonly Subscription[];
  /** Seconds between comparisons with the producers' feeds, with a broker. Defaults to 60. */
  reconcileSeconds?: number | undefined;
}

/** Whether this instance only reads (S9). */
export const onlyReads = ({ part }: MessagingSettings): boolean => new ServicePart(part).onlyReads;

/** The feed of a subscription's producer, if it has one. */
export const feedOf = ({ producer, url }: Subscription): FeedSubscription | undefined =>
  url === undefined ? undefined : { producer, url };

/** Throws when the URL of the broker is missing. */
export const amqpUrlOf = ({ amqpUrl }: MessagingSettings): string => {
  if (!amqpUrl) {
    throw new Error('MESSAGE_TRANSPORT=rabbitmq requires AMQP_URL');
  }
  return amqpUrl;
};
