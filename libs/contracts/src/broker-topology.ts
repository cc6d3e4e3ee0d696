import { producerOf } from './event.js';
import { eventContracts } from './events.js';

/** A queue of one service with the events of another. */
export interface EventSubscription {
  consumer: string;
  producer: string;
  /** The consumer's own queue for these events. */
  queue: string;
  /** The routing keys of the events it receives: the patterns of the consumer's `@EventPattern` handlers. */
  patterns: readonly string[];
}

/** Who consumes what. The broker's definitions and the services' subscriptions both come from this list. */
export const eventSubscriptions: readonly EventSubscription[] = [
  { consumer: 'tasks', producer: 'auth', queue: 'tasks.auth-events', patterns: ['auth.user.*'] },
  {
    consumer: 'tasks',
    producer: 'finance',
    queue: 'tasks.finance-events',
    patterns: ['finance.task.priced', 'finance.day.closed'],
  },
  { consumer: 'finance', producer: 'auth', queue: 'finance.auth-events', patterns: ['auth.user.*'] },
  { consumer: 'finance', producer: 'tasks', queue: 'finance.task-events', patterns: ['tasks.task.*'] },
];

/** Returns the subscription of a service to the events of another. Throws if there is none. */
export function subscriptionOf(consumer: string, producer: string): EventSubscription {
  const found = eventSubscriptions.find((each) => each.consumer === consumer && each.producer === producer);
  if (!found) {
    throw new Error(`${consumer} does not subscribe to the events of ${producer}`);
  }
  return found;
}

const suffix = '.events';

/** The exchange of a producing service, which alone may write to it (S2). */
export const exchangeOf = (producer: string): string => `${producer}${suffix}`;

/** The service that owns an exchange; empty if none does. */
export const producerOfExchange = (exchange: string): string =>
  exchange.endsWith(suffix) ? exchange.slice(0, -suffix.length) : '';

/** The alternate exchange that receives the unrouted messages of a producer's exchange. */
export const unroutedOf = (producer: string): string => `${producer}.unrouted`;

/** The queue of a producer's unrouted messages, which the producing service consumes. */
export const unroutedQueueOf = (producer: string): string => `${producer}.unrouted-messages`;

/**
 * Receives every declared event of a producer and drops it: nothing is bound to it, so such events are not unrouted.
 */
const unwantedOf = (producer: string): string => `${producer}.unwanted`;

/** The services that publish events. */
export const producers: readonly string[] = [
  ...new Set(eventContracts.map(({ type }) => producerOf(type))),
].sort();

/** The routing keys of the events that a service declares in the contracts. */
const declaredTypes = (producer: string): string[] => [
  ...new Set(eventContracts.map(({ type }) => type).filter((type) => producerOf(type) === producer)),
];

/** Whether an event type is declared by its producer. */
export const isDeclared = (type: string): boolean => declaredTypes(producerOf(type)).includes(type);

type Arguments = Readonly<Record<string, string | number>>;

interface Exchange {
  name: string;
  type: 'topic' | 'fanout';
  durable: true;
  arguments: Arguments;
}

interface Queue {
  name: string;
  durable: true;
  arguments: Arguments;
}

interface Binding {
  /** An exchange. */
  source: string;
  destination: string;
  destination_type: 'queue' | 'exchange';
  routing_key: string;
}

/** Exchanges, queues and bindings, in the notation of RabbitMQ's definitions. */
export interface BrokerTopology {
  exchanges: Exchange[];
  queues: Queue[];
  bindings: Binding[];
}

/** `quorum` replicates queues in a cluster. */
export type QueueType = 'classic' | 'quorum';

const days = 24 * 60 * 60_000;

// Limits for when the producing service is down; the oldest messages are dropped first.
const unroutedLimits = {
  'x-max-length': 10_000,
  'x-max-length-bytes': 64 * 1024 * 1024,
  'x-overflow': 'drop-head',
  'x-message-ttl': 7 * days,
};

// From version 4 on, RabbitMQ drops a message of a quorum queue that was redelivered 20 times. A consumer that can't reach
// its database for an hour needs more, and drops nothing.
const quorum = { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 };

/**
 * Everything that the services need at the broker. Each producer has a topic exchange; its unrouted messages go through
 * an alternate exchange to a queue of its own (docs/adr/0047), and each subscription has a queue.
 */
export function brokerTopology(queueType: QueueType = 'classic'): BrokerTopology {
  const ofType = queueType === 'quorum' ? quorum : {};
  const parts = [
    ...producers.map((producer) => ofProducer(producer, ofType)),
    ...eventSubscriptions.map((subscription) => ofSubscription(subscription, ofType)),
  ];
  return {
    exchanges: parts.flatMap(({ exchanges }) => exchanges),
    queues: parts.flatMap(({ queues }) => queues),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

function ofProducer(producer: string, ofType: Arguments): BrokerTopology {
  const [exchange, unrouted, unwanted] = [exchangeOf(producer), unroutedOf(producer), unwantedOf(producer)];
  const queue = unroutedQueueOf(producer);
  return {
    exchanges: [
      { name: unrouted, type: 'fanout', durable: true, arguments: {} },
      { name: unwanted, type: 'fanout', durable: true, arguments: {} },
      { name: exchange, type: 'topic', durable: true, arguments: { 'alternate-exchange': unrouted } },
    ],
    queues: [{ name: queue, durable: true, arguments: { ...unroutedLimits, ...ofType } }],
    bindings: [
      { source: unrouted, destination: queue, destination_type: 'queue', routing_key: '' },
      ...declaredTypes(producer).map((type) => ({
        source: exchange,
        destination: unwanted,
        destination_type: 'exchange' as const,
        routing_key: type,
      })),
    ],
  };
}

const ofSubscription = (
  { producer, queue, patterns }: EventSubscription,
  ofType: Arguments,
): BrokerTopology => ({
  exchanges: [],
  queues: [{ name: queue, durable: true, arguments: ofType }],
  bindings: patterns.map((pattern) => ({
    source: exchangeOf(producer),
    destination: queue,
    destination_type: 'queue',
    routing_key: pattern,
  })),
});
