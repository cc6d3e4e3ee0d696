import type { Channel } from 'amqplib';
import { setTimeout as delay } from 'node:timers/promises';

/** How connections to the broker are kept: noticed dead after two missed heartbeats, tried anew every second. */
export const connectionOptions = {
  heartbeatIntervalInSeconds: 10,
  reconnectTimeInSeconds: 1,
  connectionOptions: { timeout: 5000 },
};

const suffix = '.events';

/** The exchange of a producing service; it alone has the right to write to it (S2). */
export const exchangeOf = (producer: string): string => `${producer}${suffix}`;

/** The service whose exchange it is; empty for an exchange that belongs to none. */
export const producerOfExchange = (exchange: string): string =>
  exchange.endsWith(suffix) ? exchange.slice(0, -suffix.length) : '';

/** Where messages go that nobody is bound for, so that nothing vanishes. */
const unroutedOf = (producer: string): string => `${producer}.unrouted`;

/** Every declaration of the exchange must say the same, or the broker refuses it. */
export const exchangeArguments = (producer: string): Record<string, string> => ({
  'alternate-exchange': unroutedOf(producer),
});

/** Declares a producer's exchange; producer and consumers may come in any order. */
export async function declareExchange(channel: Channel, producer: string): Promise<void> {
  const unrouted = unroutedOf(producer);
  await channel.assertExchange(unrouted, 'fanout', { durable: true });
  await channel.assertQueue(unrouted, { durable: true });
  await channel.bindQueue(unrouted, unrouted, '');
  await channel.assertExchange(exchangeOf(producer), 'topic', {
    durable: true,
    arguments: exchangeArguments(producer),
  });
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
