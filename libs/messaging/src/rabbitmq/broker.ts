import type { Channel } from 'amqplib';
import { eventContracts, producerOf } from '@ates/contracts';
import { Outage } from '@ates/platform';

/**
 * Connection settings: both sides detect a dead connection after two missed heartbeats, within about ten seconds, and
 * the broker redelivers what a frozen consumer has not acknowledged to another one (S10). Reconnects every second.
 */
export const connectionOptions = {
  heartbeatIntervalInSeconds: 5,
  reconnectTimeInSeconds: 1,
  // Without `noDelay`, small frames wait for the acknowledgement of earlier ones, up to 40 ms on some systems.
  connectionOptions: { timeout: 5000, noDelay: true },
};

/** The broker's URL with the heartbeat, as amqp-connection-manager adds it to those it connects to. */
export function urlWithHeartbeat(amqpUrl: string): string {
  const url = new URL(amqpUrl);
  if (!url.searchParams.has('heartbeat')) {
    url.searchParams.set('heartbeat', String(connectionOptions.heartbeatIntervalInSeconds));
  }
  return url.href;
}

/** A process has one RabbitMQ, so an outage is one log line for all its connections. */
export const brokerOutage = new Outage(
  'RabbitMQ',
  {
    began:
      'RabbitMQ does not answer, retrying until it does; events wait in the outbox and are read from the feeds',
    ended: 'RabbitMQ answers again',
  },
  { isOneKind: true },
);

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
 * The earlier queue without limits. A queue cannot be redeclared with other arguments, so the limited one has another
 * name; the producing service drains and deletes this one.
 */
export const formerUnroutedQueueOf = (producer: string): string => `${producer}.unrouted`;

/**
 * Receives every declared event of a producer and drops it: nothing is bound to it, so such events are not unrouted.
 */
const unwantedOf = (producer: string): string => `${producer}.unwanted`;

const days = 24 * 60 * 60_000;

// Limits for when the producing service is down; the oldest messages are dropped first.
const unroutedArguments = {
  'x-max-length': 10_000,
  'x-max-length-bytes': 64 * 1024 * 1024,
  'x-overflow': 'drop-head',
  'x-message-ttl': 7 * days,
};

/** Every declaration of the exchange must pass the same arguments, or the broker rejects it. */
const exchangeArguments = (producer: string): Record<string, string> => ({
  'alternate-exchange': unroutedOf(producer),
});

/** Declares a producer's exchange. Producer and consumers may start in any order. */
export async function declareExchange(channel: Channel, producer: string): Promise<void> {
  const unrouted = unroutedOf(producer);
  const queue = unroutedQueueOf(producer);
  await channel.assertExchange(unrouted, 'fanout', { durable: true });
  await channel.assertQueue(queue, { durable: true, arguments: unroutedArguments });
  await channel.bindQueue(queue, unrouted, '');
  await channel.assertExchange(exchangeOf(producer), 'topic', {
    durable: true,
    arguments: exchangeArguments(producer),
  });
}

/** The routing keys of the events that a service declares in the contracts. */
const declaredTypes = (producer: string): Set<string> =>
  new Set(eventContracts.map(({ type }) => type).filter((type) => producerOf(type) === producer));

/** Whether an event type is declared by its producer. */
export const isDeclared = (type: string): boolean => declaredTypes(producerOf(type)).has(type);

/**
 * Declares a producing service's own exchange. Its declared events need no consumer, since the feed keeps them;
 * undeclared ones without a consumer go to the queue of unrouted messages.
 */
export async function declareOwnExchange(channel: Channel, producer: string): Promise<void> {
  await declareExchange(channel, producer);
  await channel.assertExchange(unwantedOf(producer), 'fanout', { durable: true });
  for (const type of declaredTypes(producer)) {
    await channel.bindExchange(unwantedOf(producer), exchangeOf(producer), type);
  }
}
