/** The addresses of the broker's nodes, from AMQP_URL: one, or those of a cluster, separated by commas. */
export const brokerUrls = (amqpUrl: string): string[] => amqpUrl.split(',').map((url) => url.trim());

const firstOf = (amqpUrl: string): URL => new URL(brokerUrls(amqpUrl)[0] ?? '');

/** The user that the service signs in as, the same at each node; RabbitMQ's default is `guest`. */
export const userOf = (amqpUrl: string): string => decodeURIComponent(firstOf(amqpUrl).username) || 'guest';

/** The virtual host, the same at each node; RabbitMQ's default is `/`. */
export const virtualHostOf = (amqpUrl: string): string =>
  decodeURIComponent(firstOf(amqpUrl).pathname.slice(1)) || '/';
