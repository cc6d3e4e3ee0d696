import { Test } from '@nestjs/testing';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, jwtVerify, type JSONWebKeySet } from 'jose';
import * as openid from 'openid-client';
import { Database, DatabaseModule } from '@ates/platform';
import { createFirstKey, rotateKeys } from '../src/keys/rotate-keys.js';
import { forgetExpiredKeys } from '../src/keys/signing-key.queries.js';
import { AuthService, demoPassword, webOrigin } from './support/auth-service.js';
import { Browser } from './support/browser.js';
import { freePort } from '../../../tools/processes/ports.mjs';
import { during, untilWaitingForLock } from '../../../test/support/locks.js';
import { createServiceDatabase, databaseSettings } from '../../../test/support/service-database.js';
import { takeThreadPool } from '../../../test/support/thread-pool.js';
import { until } from '../../../test/support/until.js';
import { storedEvents } from '../../../test/support/events.js';

const keysOf = async (auth: AuthService): Promise<JSONWebKeySet> => {
  const response = await fetch(`${auth.url}/oidc/jwks`);
  return (await response.json()) as JSONWebKeySet;
};

const idsOf = async (auth: AuthService): Promise<string[]> => {
  const { keys } = await keysOf(auth);
  return keys.map((key) => key.kid ?? '');
};

const tokenOf = async (auth: AuthService): Promise<string> => {
  const { body } = await auth.requestToken('tasks', 'tasks-secret-for-tests-only');
  return body.access_token ?? '';
};

const keyIdOf = (token: string): string => {
  const header: unknown = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8'));
  return (header as { kid: string }).kid;
};

describe('Signing keys', () => {
  it('are published without their private part', async () => {
    const auth = await AuthService.start();
    try {
      const { keys } = await keysOf(auth);
      expect(keys).toHaveLength(1);
      expect(Object.keys(keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    } finally {
      await auth.stop();
    }
  });

  it('survive a restart, after which earlier tokens are still valid', async () => {
    const port = await freePort();
    const before = await AuthService.start({ port });
    const [ids, tokens] = [await idsOf(before), await before.signIn('polly@ates.local')];
    await before.close();
    const after = await AuthService.start({ port, database: before.database });
    try {
      expect(await idsOf(after)).toEqual(ids);
      const { keys } = await keysOf(after);
      await jwtVerify(tokens.access_token, createLocalJWKSet({ keys }), { issuer: after.issuer });
      expect((await after.withToken(tokens.access_token).get('/oidc/me')).status).toBe(200);
      await expect(after.refresh(tokens.refresh_token)).resolves.toBeDefined();
    } finally {
      await after.stop();
    }
  });

  it('and demo people are created once by two instances that start together', async () => {
    const database = await createServiceDatabase('auth');
    const instances = await Promise.all([AuthService.start({ database }), AuthService.start({ database })]);
    try {
      const [count] = await database.query<{ people: number; events: number; keys: number }>(
        `select (select count(*)::int from users) as people, (select count(*)::int from ${storedEvents} as outbox) as events,
                (select count(*)::int from signing_key) as keys`,
      );
      expect(count).toEqual({ people: 8, events: 8, keys: 1 });
      expect(await idsOf(instances[0])).toEqual(await idsOf(instances[1]));
    } finally {
      await Promise.all(instances.map((instance) => instance.close()));
      await database.drop();
    }
  });

  it('are generated before the transaction that stores the first one, which would time out on a busy machine', async () => {
    const database = await createServiceDatabase('auth');
    const context = await Test.createTestingModule({
      imports: [DatabaseModule.forRoot(databaseSettings('auth', database))],
    }).compile();
    await context.init();
    const lock = `select pg_advisory_xact_lock(hashtextextended('auth:first-signing-key', 0))`;
    let [isCreated, creating] = [false, Promise.resolve()];
    const create = async (): Promise<void> => {
      await createFirstKey(context.get(Database));
      isCreated = true;
    };
    let freeThreads = async (): Promise<void> => undefined;
    try {
      await during(database, lock, [], async () => {
        creating = create();
        await untilWaitingForLock(database, '%first-signing-key%');
        freeThreads = takeThreadPool();
      });
      await until('the first key is stored', () => isCreated, 20_000);
    } finally {
      await freeThreads();
      await creating;
      await context.close();
      await database.drop();
    }
  });

  describe('when they are rotated', () => {
    let instances: [AuthService, AuthService];

    beforeAll(async () => {
      const database = await createServiceDatabase('auth');
      const first = await AuthService.start({ database });
      const environment = { OIDC_ISSUER: first.issuer };
      instances = [first, await AuthService.start({ database, environment })];
    });

    afterAll(async () => {
      await Promise.all(instances.map((instance) => instance.close()));
      await instances[0].database.drop();
    });

    it('change on every instance without any valid token being rejected', async () => {
      const [first] = instances;
      const [oldKey] = await idsOf(first);
      // As in a service: keys are cached and fetched again, from either instance, for an unknown key.
      let asked = 0;
      const verifier = createRemoteJWKSet(new URL(`${first.url}/oidc/jwks`), {
        cooldownDuration: 0,
        [customFetch]: (_url: string, options: RequestInit) => {
          asked += 1;
          return fetch(`${instances[asked % 2]?.url}/oidc/jwks`, options);
        },
      });
      const early = await tokenOf(first);
      const newKey = await rotateKeys(first.get(Database), 5);
      const counts = { old: 0, new: 0 };
      await until('both instances sign with the new key', async () => {
        const tokens = await Promise.all(instances.map(tokenOf));
        for (const [index, token] of tokens.entries()) {
          await jwtVerify(token, verifier, { issuer: first.issuer, typ: 'at+jwt' });
          const other = instances[1 - index];
          const answer = await other?.withToken(token).get('/events?limit=1');
          expect(answer?.status).toBe(200);
        }
        const ids = tokens.map(keyIdOf);
        counts.old += ids.filter((id) => id === oldKey).length;
        counts.new += ids.filter((id) => id === newKey).length;
        return ids.every((id) => id === newKey);
      });
      expect(counts.old).toBeGreaterThan(4);
      expect(await idsOf(first)).toEqual([newKey, oldKey]);
      await jwtVerify(early, verifier, { issuer: first.issuer });
    });

    it('stay published until their last token has expired, and are then deleted', async () => {
      const [first] = instances;
      const { database } = first;
      const [newKey, oldKey] = await idsOf(first);
      await database.query(
        `update signing_key set signs_from = signs_from - interval '5 minutes 40 seconds'`,
      );
      expect(await idsOf(first)).toEqual([newKey, oldKey]);
      await database.query(`update signing_key set signs_from = signs_from - interval '1 minute'`);
      await until('the old key is no longer published', async () => {
        const ids = await Promise.all(instances.map(idsOf));
        return ids.every((published) => published.length === 1 && published[0] === newKey);
      });
      await first.get(Database).transaction(forgetExpiredKeys);
      const kept = await database.query<{ kid: string }>('select kid from signing_key');
      expect(kept.map(({ kid }) => kid)).toEqual([newKey]);
    });

    it('and deleted while a person was away, that person can still sign out', async () => {
      const [first] = instances;
      const browser = new Browser();
      const { id_token: idToken = '' } = await first.signIn('polly@ates.local', demoPassword, browser);
      const newest = await rotateKeys(first.get(Database), 5);
      await first.database.query(`update signing_key set signs_from = signs_from - interval '10 minutes'`);
      await until('only the newest key is left', async () => (await idsOf(first)).join() === newest);
      const address = openid.buildEndSessionUrl(await first.webClient(), {
        id_token_hint: idToken,
        post_logout_redirect_uri: `${webOrigin}/`,
      });
      const page = await browser.open(address.href, webOrigin);
      const shown = await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(shown.url).toBe(`${webOrigin}/`);
      const silent = await first.startSignIn(browser, { prompt: 'none' });
      expect(silent.page.url).toContain('login_required');
    });

    it('reject an overlap too short for all instances to notice', async () => {
      await expect(rotateKeys(instances[0].get(Database), 1)).rejects.toThrow('5 seconds');
    });
  });
});
