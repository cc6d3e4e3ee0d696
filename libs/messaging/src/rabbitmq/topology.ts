import type { ConfirmChannel } from 'amqplib';

/** The exchange of a producing service; it alone has the right to write to it (S2). */
export const exchangeOf = (producer: string): string => `${producer}.events`;

/** Where messages go that nobody is bound for, so that nothing vanishes. */
const unroutedOf = (producer: string): string => `${producer}.unrouted`;

/** Every declaration of the exchange must say the same, or the broker refuses it. */
export const exchangeArguments = (producer: string): Record<string, string> => ({
  'alternate-exchange': unroutedOf(producer),
});

/** Declares a producer's exchange; producer and consumers may come in any order. */
export async function declareExchange(channel: ConfirmChannel, producer: string): Promise<void> {
  const unrouted = unroutedOf(producer);
  await channel.assertExchange(unrouted, 'fanout', { durable: true });
  await channel.assertQueue(unrouted, { durable: true });
  await channel.bindQueue(unrouted, unrouted, '');
  await channel.assertExchange(exchangeOf(producer), 'topic', {
    durable: true,
    arguments: exchangeArguments(producer),
  });
}
