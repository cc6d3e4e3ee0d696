import { Logger } from '@nestjs/common';
import { DatabaseModule, ServiceCalls } from '@ates/platform';
import {
  CachedUser,
  CachedUsersModule,
  identityMigrations,
  IdentityModule,
  IssuerKeys,
  StoredIssuerKeys,
} from '@ates/identity';
import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { advanceClock } from '../../../test/support/clock-skew.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { startCallingService } from './support/calling-service.js';
import { GuardedService } from './support/guarded-service.js';
import { audience, Issuer, makeKey } from './support/issuer.js';
import { Peer, type PeerResponse } from './support/peer.js';

const graceSeconds = 600;
const hour = 60 * 60_000;

const ago = (seconds: number): number => Math.floor(Date.now() / 1000) - seconds;

describe('While the issuer is unreachable (A8)', () => {
  let database: TestDatabase;
  let issuer: Issuer;
  let service: GuardedService;
  let polly: string;

  const start = (url = issuer.url): Promise<GuardedService> =>
    GuardedService.start([
      DatabaseModule.forRoot({
        url: database.url,
        entities: [CachedUser],
        migrations: identityMigrations,
      }),
      IdentityModule.forRoot({
        issuer: url,
        audience,
        rolesClaim: 'roles',
        graceSeconds,
        keyStore: StoredIssuerKeys,
      }),
      CachedUsersModule.forRoot({ authUrl: issuer.url }),
    ]);

  const known = async (...roles: string[]): Promise<string> => {
    const id = randomUUID();
    await database.query(
      `insert into cached_user (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, 'Kesha', 'kesha@ates.local', $2, true, false, now())`,
      [id, roles],
    );
    return id;
  };

  const expired = (person: string, seconds = 60): Promise<string> =>
    issuer.tokenOf(person, ['manager'], { claims: { exp: ago(seconds) } });

  const storedKeys = async () => {
    const [row] = await database.query<{ keys: Record<string, unknown>[] }>(
      `select keys from issuer_key_set where issuer = $1`,
      [issuer.url],
    );
    return row?.keys;
  };

  /** Stops the issuer and waits until the service notices. */
  const stopIssuer = async (): Promise<void> => {
    await issuer.peer.stop();
    const token = await expired(polly);
    await until(
      'the grace period begins',
      async () => (await service.get('/everyone', token)).status === 200,
    );
  };

  beforeEach(async () => {
    database = await createTestDatabase('identity');
    issuer = await Issuer.start();
    service = await start();
    polly = await known('manager');
    await until('the keys are stored', storedKeys);
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await service.close();
    await issuer.peer.stop();
    await database.drop();
  });

  it('an expired token is accepted, but no longer once the issuer answers', async () => {
    const token = await expired(polly);
    expect(await service.get('/managers', token)).toMatchObject({ status: 401, problem: 'expired-token' });
    await stopIssuer();
    expect(await service.get('/managers', token)).toMatchObject({ status: 200, body: { id: polly } });
    await issuer.peer.start();
    const answer = await until('the grace period is over', async () => {
      const { status, problem } = await service.get('/managers', token);
      return status === 401 ? problem : undefined;
    });
    expect(answer).toBe('expired-token');
    expect((await service.get('/managers', await issuer.tokenOf(polly, []))).status).toBe(200);
  });

  it('the signature of an expired token is verified once, not on every request', async () => {
    await stopIssuer();
    const verified = vi.spyOn(service.app.get(IssuerKeys), 'keyFor');
    const token = await expired(polly);
    for (let request = 0; request < 5; request += 1) {
      expect((await service.get('/managers', token)).status).toBe(200);
    }
    expect(verified).toHaveBeenCalledTimes(1);
  });

  it('the grace period starts when the token expires, and the problem says when it has passed', async () => {
    await stopIssuer();
    expect((await service.get('/managers', await expired(polly, graceSeconds - 30))).status).toBe(200);
    const answer = await service.get('/managers', await expired(polly, graceSeconds + 1));
    expect(answer).toMatchObject({ status: 401, problem: 'expired-token' });
    expect(answer.body['detail']).toContain('600 seconds');
    expect(answer.body['detail']).toContain('until it is back');
  });

  it('every other defect of a token is still rejected', async () => {
    await stopIssuer();
    const refused = async (claims: Record<string, unknown>, header = {}) => {
      const token = await issuer.tokenOf(polly, ['manager'], { claims: { exp: ago(60), ...claims }, header });
      return (await service.get('/managers', token)).problem;
    };
    expect(await refused({ aud: 'urn:other' })).toBe('invalid-token');
    expect(await refused({ iss: 'http://elsewhere' })).toBe('invalid-token');
    expect(await refused({ exp: undefined })).toBe('invalid-token');
    expect(await refused({ exp: 'soon' })).toBe('invalid-token');
    expect(await refused({}, { typ: 'JWT' })).toBe('invalid-token');
    const [header, payload] = (await expired(polly)).split('.');
    const [, , signature] = (await expired(polly, 61)).split('.');
    expect((await service.get('/managers', `${header}.${payload}.${signature}`)).problem).toBe(
      'invalid-token',
    );
  });

  it('a deleted, demoted or unknown person is rejected at once', async () => {
    await stopIssuer();
    const token = await expired(polly);
    expect((await service.get('/managers', token)).status).toBe(200);
    await database.query(`update cached_user set roles = '{employee}' where id = $1`, [polly]);
    expect(await service.get('/managers', token)).toMatchObject({ status: 403, problem: 'role-required' });
    await database.query(`update cached_user set is_deleted = true where id = $1`, [polly]);
    expect(await service.get('/everyone', token)).toMatchObject({ status: 401, problem: 'account-deleted' });
    expect(await service.get('/everyone', await expired(randomUUID()))).toMatchObject({
      status: 401,
      problem: 'expired-token',
    });
  });

  it('expired tokens of services are accepted as well', async () => {
    const token = await issuer.tokenOfService('finance', 'events:read', { claims: { exp: ago(60) } });
    expect((await service.get('/services', token)).status).toBe(401);
    await stopIssuer();
    expect((await service.get('/services', token)).status).toBe(200);
  });

  it.each<[number, string, PeerResponse]>([
    [401, 'that answers 404', { status: 404 }],
    [401, 'that answers 429', { status: 429 }],
    [401, 'that answers HTML', { text: '<html>' }],
    [401, 'that publishes no keys', { json: { keys: [] } }],
    [200, 'that answers 503', { status: 503 }],
    [200, 'whose proxy answers 502', { status: 502 }],
  ])('answers %d to an expired token of an issuer %s', async (status, _, answer) => {
    issuer.peer.handler = () => answer;
    const token = await expired(polly);
    const asked = issuer.peer.requests.length;
    await until('the issuer gets a request', async () => {
      await service.get('/managers', token);
      return issuer.peer.requests.length > asked;
    });
    await until(
      `the answer is ${status}`,
      async () => (await service.get('/managers', token)).status === status,
    );
    expect((await service.get('/managers', token)).status).toBe(status);
  });

  it('many expired tokens neither flood the issuer nor wait for one that hangs', async () => {
    await stopIssuer();
    const asked: number[] = [];
    issuer.peer.handler = () => {
      asked.push(Date.now());
      return new Promise<PeerResponse>(() => undefined);
    };
    await issuer.peer.start();
    const token = await expired(polly);
    await until('the issuer gets a request', async () => {
      await service.get('/everyone', token);
      return asked.length > 0;
    });
    const answers = await Promise.all(Array.from({ length: 200 }, () => service.get('/everyone', token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(asked.length).toBeLessThanOrEqual(1 + (Date.now() - (asked[0] ?? 0)) / 2000);
  });

  it('a restarted service knows the keys that it stored', async () => {
    await service.close();
    await issuer.peer.stop();
    service = await start();
    expect((await service.get('/managers', await issuer.tokenOf(polly, ['manager']))).status).toBe(200);
    const token = await expired(polly);
    await until(
      'the grace period begins',
      async () => (await service.get('/everyone', token)).status === 200,
    );
    const unknown = await issuer.tokenOf(polly, [], { header: { kid: 'another' } });
    expect(await service.get('/everyone', unknown)).toMatchObject({
      status: 503,
      problem: 'issuer-unavailable',
    });
  });

  it('stored keys are used for a day, and only for their own issuer', async () => {
    await service.close();
    await issuer.peer.stop();
    const token = await issuer.tokenOf(polly, ['manager']);
    await database.query(`update issuer_key_set set read_at = read_at - interval '23 hours'`);
    service = await start();
    expect((await service.get('/managers', token)).status).toBe(200);
    await service.close();
    await database.query(`update issuer_key_set set read_at = read_at - interval '1 hour 1 minute'`);
    service = await start();
    expect((await service.get('/managers', token)).status).toBe(503);
    await service.close();
    await database.query(`update issuer_key_set set read_at = now()`);
    service = await start('http://127.0.0.1:9/another');
    const another = await issuer.tokenOf(polly, [], { claims: { iss: 'http://127.0.0.1:9/another' } });
    expect((await service.get('/managers', another)).status).toBe(503);
  });

  it('the same keys are stored again after a minute, other ones at once, and older ones never', async () => {
    const store = service.app.get(StoredIssuerKeys);
    const first = await store.load();
    const start = first?.readAt.getTime() ?? 0;
    const same = first?.keys ?? [];
    const { publicJwk: other } = await makeKey('RS256');
    const storedAfter = async (seconds: number, keys: JWK[]) => {
      await store.store({ keys, readAt: new Date(start + seconds * 1000) });
      const found = await store.load();
      return { seconds: ((found?.readAt.getTime() ?? 0) - start) / 1000, keys: found?.keys };
    };
    expect(await storedAfter(59, same)).toEqual({ seconds: 0, keys: same });
    expect(await storedAfter(61, same)).toEqual({ seconds: 61, keys: same });
    expect(await storedAfter(62, [other])).toEqual({ seconds: 62, keys: [other] });
    expect(await storedAfter(60, same)).toEqual({ seconds: 62, keys: [other] });
  });

  it('only the newest public keys are stored', async () => {
    await issuer.rotate();
    const [key] = issuer.keys;
    issuer.peer.handler = (({ handler }) => {
      return async (request) => {
        const answer = await handler(request);
        return request.path === '/jwks'
          ? { json: { keys: [{ ...key?.publicJwk, d: 'private', p: 'private' }] } }
          : answer;
      };
    })(issuer.peer);
    expect((await service.get('/managers', await issuer.tokenOf(polly, []))).status).toBe(200);
    const keys = await until('the keys are stored', async () => {
      const found = await storedKeys();
      return found?.[0]?.['kid'] === key?.kid ? found : undefined;
    });
    expect(keys).toHaveLength(1);
    expect(Object.values(keys[0] ?? {})).not.toContain('private');
  });
});

describe('A service’s own token while the issuer is unreachable (A8)', () => {
  let issuer: Issuer;
  let owner: Peer;
  let close: () => Promise<void>;
  let calls: ServiceCalls;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    issuer = await Issuer.start();
    owner = await new Peer(() => ({ json: { fine: true } })).start();
    const module = await startCallingService(issuer, [], graceSeconds);
    close = () => module.close();
    calls = module.get(ServiceCalls);
    await calls.get(`${owner.url}/tasks`);
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await close();
    await owner.stop();
    await issuer.peer.stop();
  });

  const used = (): (string | undefined)[] => owner.requests.map(({ authorization }) => authorization);

  /** Moves the clock forward by so much. */
  const after = (milliseconds: number): void => {
    advanceClock(milliseconds);
  };

  it('is used through the grace period and no longer', async () => {
    await issuer.peer.stop();
    after(300_000 + (graceSeconds - 1) * 1000);
    expect(await calls.get(`${owner.url}/tasks`)).toEqual({ fine: true });
    expect(used()).toEqual(['Bearer token-1', 'Bearer token-1']);
    after(300_000 + (graceSeconds + 3) * 1000);
    await expect(calls.get(`${owner.url}/tasks`)).rejects.toThrow('did not answer');
    expect(used()).toHaveLength(2);
  });

  it('is renewed once the issuer is back', async () => {
    await issuer.peer.stop();
    after(301_000);
    await calls.get(`${owner.url}/tasks`);
    await issuer.peer.start();
    after(304_000);
    await calls.get(`${owner.url}/tasks`);
    expect(used()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  it.each([400, 401, 403, 429])(
    'is not used any longer when the issuer refuses a new one with %d',
    async (status) => {
      issuer.tokenResponse = () => ({ status });
      after(301_000);
      await expect(calls.get(`${owner.url}/tasks`)).rejects.toThrow();
      expect(used()).toHaveLength(1);
    },
  );

  it('is not used again after a service has rejected it', async () => {
    await issuer.peer.stop();
    owner.handler = () => ({ status: 401 });
    after(hour / 60);
    await expect(calls.get(`${owner.url}/tasks`)).rejects.toThrow();
    expect(used()).toHaveLength(2);
  });
});
