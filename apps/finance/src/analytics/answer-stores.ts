import { Keyv } from 'keyv';
import { Outage } from '@ates/platform';

const maxEntries = 200;
const redisTimeoutMilliseconds = 1000;

/** A first-in, first-out cache: adding an entry to a full one evicts the oldest. */
class BoundedEntries extends Map<string, unknown> {
  override set(key: string, value: unknown): this {
    if (this.size >= maxEntries && !this.has(key)) {
      this.delete(this.keys().next().value ?? key);
    }
    return super.set(key, value);
  }
}

/** Where answers are cached: in this process and, if REDIS_URL is set, behind that in Redis for all instances. */
export const answerStores = async (redisUrl: string | undefined): Promise<Keyv[]> =>
  redisUrl === undefined ? [inProcess()] : [inProcess(), await inRedis(redisUrl)];

const inProcess = (): Keyv => new Keyv({ store: new BoundedEntries() });

/** A Redis that is down or silent counts as empty: requests time out after a second and stop until it is back. */
async function inRedis(url: string): Promise<Keyv> {
  // Loaded only where it is used: it takes 4 MB.
  const { default: KeyvRedis, createClient } = await import('@keyv/redis');
  const outage = new Outage('Redis', {
    began: 'Redis does not answer; answers are cached in this process only until it does',
    ended: 'Redis answers again',
  });
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Otherwise requests to a server that hangs would wait as long as it does.
    pingInterval: redisTimeoutMilliseconds / 2,
    socket: {
      connectTimeout: redisTimeoutMilliseconds,
      socketTimeout: redisTimeoutMilliseconds,
      reconnectStrategy: redisTimeoutMilliseconds,
    },
  });
  client.on('error', (error: unknown) => outage.began(error));
  client.on('ready', () => outage.ended());
  void client.connect().catch(() => undefined);
  const store = new Keyv({ store: new KeyvRedis(client), namespace: 'finance', useKeyPrefix: false });
  // Logged above.
  store.on('error', () => undefined);
  return store;
}
