import type { Channel } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';
import { eventContracts, producerOf } from '@ates/contracts';
import { Outage } from '@ates/platform';

/**
 * How connections to the broker are kept: both sides notice a dead one after two missed heartbeats, within about ten
 * seconds, and the broker gives what a frozen consumer has not acknowledged to another (S10). Tried anew every second.
 */
export const connectionOptions = {
  heartbeatIntervalInSeconds: 5,
  reconnectTimeInSeconds: 1,
  connectionOptions: { timeout: 5000 },
};

/** RabbitMQ, of which a process has one: an outage is one line for all connections to it. */
export const brokerOutage = new Outage(
  'RabbitMQ',
  {
    began:
      'RabbitMQ does not answer, trying again until it does; events wait in the outbox and are read from the feeds',
    ended: 'RabbitMQ answers again',
  },
  { isOneKind: true },
);

const suffix = '.events';

/** The exchange of a producing service; it alone has the right to write to it (S2). */
export const exchangeOf = (producer: string): string => `${producer}${suffix}`;

/** The service whose exchange it is; empty for an exchange that belongs to none. */
export const producerOfExchange = (exchange: string): string =>
  exchange.endsWith(suffix) ? exchange.slice(0, -suffix.length) : '';

/** The exchange that gets the messages of a producer's exchange that no queue wants. */
export const unroutedOf = (producer: string): string => `${producer}.unrouted`;

/** The queue that holds them until the producing service takes them. */
export const unroutedQueueOf = (producer: string): string => `${producer}.unrouted-messages`;

/**
 * What it was before it had bounds. A queue cannot be declared again with other arguments, so the bounded one has
 * another name; the producing service empties and removes this one.
 */
export const formerUnroutedQueueOf = (producer: string): string => `${producer}.unrouted`;

/** Takes the declared events of a producer that no queue wants. Nothing is bound to it, so they end there. */
const unwantedOf = (producer: string): string => `${producer}.unwanted`;

const days = 24 * 60 * 60_000;

// For the time when nobody takes them: the oldest go first.
const unroutedArguments = {
  'x-max-length': 10_000,
  'x-max-length-bytes': 64 * 1024 * 1024,
  'x-overflow': 'drop-head',
  'x-message-ttl': 7 * days,
};

/** Every declaration of the exchange must say the same, or the broker refuses it. */
export const exchangeArguments = (producer: string): Record<string, string> => ({
  'alternate-exchange': unroutedOf(producer),
});

/** Declares a producer's exchange; producer and consumers may come in any order. */
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

/** The events that a service declares in its contracts, by routing key. */
const declaredTypes = (producer: string): Set<string> =>
  new Set(eventContracts.map(({ type }) => type).filter((type) => producerOf(type) === producer));

/** Whether the type of a message is one that its producer declares. */
export const isDeclared = (type: string): boolean => declaredTypes(producerOf(type)).has(type);

/**
 * What the producing service declares beside its exchange: its own events need not be wanted by anybody, since the feed
 * keeps them. What it does not know remains for the queue of unrouted messages.
 */
export async function declareOwnExchange(channel: Channel, producer: string): Promise<void> {
  await declareExchange(channel, producer);
  await channel.assertExchange(unwantedOf(producer), 'fanout', { durable: true });
  for (const type of declaredTypes(producer)) {
    await channel.bindExchange(unwantedOf(producer), exchangeOf(producer), type);
  }
}

/**
 * Does something that is as well left undone: its failure is passed over, and so is its end when that takes too long
 * (a broker that is short of memory answers nothing, not even a good-bye).
 */
export async function withinTime(
  milliseconds: number,
  work: () => Promise<unknown> | undefined,
): Promise<void> {
  const over = new AbortController();
  const time = delay(milliseconds, undefined, { signal: over.signal, ref: false });
  const quietly = (): undefined => undefined;
  await Promise.race([Promise.resolve(work()).catch(quietly), time.catch(quietly)]);
  over.abort();
}
