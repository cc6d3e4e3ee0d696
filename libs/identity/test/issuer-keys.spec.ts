import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { IdentityModule } from '@ates/identity';
import { IssuerMetadata } from '../src/issuer/issuer-metadata.js';
import { advanceClock } from '../../../test/support/clock-skew.js';
import { until } from '../../../test/support/until.js';
import { GuardedService } from './support/guarded-service.js';
import { audience, Issuer, makeKey } from './support/issuer.js';
import { Peer } from './support/peer.js';

const polly = '0198b3a0-0000-7000-8000-000000000001';
const hour = 60 * 60_000;

describe('The keys of an issuer, fetched over HTTP', () => {
  let issuer: Issuer;
  let service: GuardedService;

  const start = (settings: { issuer?: string; discoveryUrl?: string } = {}): Promise<GuardedService> =>
    GuardedService.start([
      IdentityModule.forRoot({ issuer: issuer.url, audience, rolesClaim: 'roles', ...settings }),
    ]);

  const keyReads = (): number => issuer.peer.requests.filter(({ path }) => path === '/jwks').length;

  const request = async (token?: string) =>
    service.get('/everyone', token ?? (await issuer.tokenOf(polly, [])));

  beforeEach(async () => {
    issuer = await Issuer.start();
    service = await start();
  });

  afterEach(async () => {
    await service.close();
    await issuer.peer.stop();
    vi.restoreAllMocks();
  });

  it('are fetched once for many requests', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => request()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(keyReads()).toBe(1);
  });

  it('may rotate at any moment without a valid token being rejected', async () => {
    const statuses: number[] = [];
    for (let rotation = 0; rotation < 3; rotation += 1) {
      await issuer.rotate();
      const answers = await Promise.all(Array.from({ length: 20 }, () => request()));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('are found after a rotation even while invalid tokens name known keys', async () => {
    await request();
    const key = await makeKey('RS256');
    const garbage = await issuer.tokenOf(polly, [], { key });
    const refused = Promise.all(Array.from({ length: 20 }, () => request(garbage)));
    await issuer.rotate();
    expect((await request()).status).toBe(200);
    expect(new Set((await refused).map(({ problem }) => problem))).toEqual(new Set(['invalid-token']));
  });

  it('are fetched at most every two seconds, whichever keys tokens name', async () => {
    await request();
    const before = keyReads();
    const startedAt = Date.now();
    for (let round = 0; round < 2; round += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          issuer.tokenOf(polly, [], { header: { kid: `no-${round}-${index}` } }),
        ),
      );
      const answers = await Promise.all(tokens.map(request));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    expect(keyReads() - before).toBeLessThanOrEqual(1 + (Date.now() - startedAt) / 2000);
  });

  it('are used for a day while the issuer is unreachable', async () => {
    await request();
    await issuer.peer.stop();
    expect((await request()).status).toBe(200);
    advanceClock(23 * hour);
    expect((await request()).status).toBe(200);
    advanceClock(25 * hour);
    const token = await issuer.tokenOf(polly, []);
    expect(await request(token)).toMatchObject({ status: 503, problem: 'issuer-unavailable' });
  });

  it('cause a 503 with Retry-After while they cannot be read, and are then fetched automatically', async () => {
    await issuer.peer.stop();
    await service.close();
    service = await start();
    const answer = await request();
    expect(answer).toMatchObject({ status: 503, problem: 'issuer-unavailable' });
    expect(answer.headers.get('retry-after')).toBe('5');
    await issuer.peer.start();
    await until('the keys are known', async () => (await request()).status === 200);
  });

  it('are rejected when the metadata names another issuer', async () => {
    issuer.metadata = { issuer: 'http://elsewhere' };
    const other = await start();
    expect(await other.get('/everyone', await issuer.tokenOf(polly, []))).toMatchObject({ status: 503 });
    await other.close();
  });

  it('are fetched relative to the discovery URL when public URLs are unreachable', async () => {
    const publicIssuer = 'http://localhost:9/api/auth/oidc';
    const inside = await new Peer(({ path }) => {
      switch (path) {
        case '/oidc/.well-known/openid-configuration':
          return { json: { issuer: publicIssuer, jwks_uri: `${publicIssuer}/jwks` } };
        case '/oidc/jwks':
          return { json: { keys: issuer.keys.map(({ publicJwk }) => publicJwk) } };
        default:
          return { status: 404 };
      }
    }).start();
    const other = await start({
      issuer: publicIssuer,
      discoveryUrl: `${inside.url}/oidc/.well-known/openid-configuration`,
    });
    const token = await issuer.tokenOf(polly, [], { claims: { iss: publicIssuer } });
    expect((await other.get('/everyone', token)).status).toBe(200);
    await other.close();
    await inside.stop();
  });
});

describe('The metadata of an issuer', () => {
  let module: TestingModule;
  let peer: Peer;

  afterEach(async () => {
    await module.close();
    await peer.stop();
  });

  const read = async (document: (url: string) => Record<string, string>) => {
    Logger.overrideLogger(false);
    peer = await new Peer(() => ({ json: document(peer.url) })).start();
    module = await Test.createTestingModule({
      imports: [
        IdentityModule.forRoot({
          issuer: 'https://ates.example/oidc/',
          audience,
          rolesClaim: 'roles',
          discoveryUrl: `${peer.url}/oidc/.well-known/openid-configuration`,
        }),
      ],
    }).compile();
    return module.get(IssuerMetadata).addresses();
  };

  it('keeps endpoints that are not below the issuer', async () => {
    const addresses = await read(() => ({
      issuer: 'https://ates.example/oidc/',
      jwks_uri: 'https://ates.example/oidc-keys',
      token_endpoint: 'https://ates.example/oidc/token',
    }));
    expect(addresses).toEqual({ keys: 'https://ates.example/oidc-keys', token: `${peer.url}/oidc/token` });
  });

  it('is rejected unless its issuer is exactly the configured one', async () => {
    const reading = read((url) => ({ issuer: 'https://ates.example/oidc', jwks_uri: `${url}/jwks` }));
    await expect(reading).rejects.toThrow('OIDC_ISSUER is https://ates.example/oidc/');
  });
});
