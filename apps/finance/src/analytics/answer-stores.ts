import KeyvRedis, { createClient } from '@keyv/redis';
import { Keyv } from 'keyv';
import { Outage } from '@ates/platform';

const mostAnswers = 200;
const redisPatienceMilliseconds = 1000;

/** Entries in the order in which they came, of which the oldest go when there are too many. */
class BoundedEntries extends Map<string, unknown> {
  override set(key: string, value: unknown): this {
    if (this.size >= mostAnswers && !this.has(key)) {
      this.delete(this.keys().next().value ?? key);
    }
    return super.set(key, value);
  }
}

/** Where answers are kept: in this process, and where REDIS_URL names one, behind that in Redis for all instances. */
export const answerStores = (redisUrl: string | undefined): Keyv[] =>
  redisUrl === undefined ? [inProcess()] : [inProcess(), inRedis(redisUrl)];

const inProcess = (): Keyv => new Keyv({ store: new BoundedEntries() });

/**
 * A Redis that is away or silent is as good as empty: it is asked nothing until it is back, and given up after a second.
 */
function inRedis(url: string): Keyv {
  const outage = new Outage('Redis', {
    began: 'Redis does not answer, answers are kept in this process alone until it does',
    ended: 'Redis answers again',
  });
  const client = createClient({
    url,
    disableOfflineQueue: true,
    // Else a server that hangs would be waited for as long as it does.
    pingInterval: redisPatienceMilliseconds / 2,
    socket: {
      connectTimeout: redisPatienceMilliseconds,
      socketTimeout: redisPatienceMilliseconds,
      reconnectStrategy: redisPatienceMilliseconds,
    },
  });
  client.on('error', (error: unknown) => outage.began(error));
  client.on('ready', () => outage.ended());
  void client.connect().catch(() => undefined);
  const store = new Keyv({ store: new KeyvRedis(client), namespace: 'finance', useKeyPrefix: false });
  // Told above.
  store.on('error', () => undefined);
  return store;
}
