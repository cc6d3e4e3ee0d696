import { Logger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { IdentityModule } from '@ates/identity';
import { IssuerMetadata } from '../src/issuer/issuer-metadata.js';
import { passTime } from '../../../test/support/clock-skew.js';
import { until } from '../../../test/support/until.js';
import { GuardedService } from './support/guarded-service.js';
import { audience, Issuer, makeKey } from './support/issuer.js';
import { Peer } from './support/peer.js';

const polly = '0198b3a0-0000-7000-8000-000000000001';
const hour = 60 * 60_000;

describe('The keys of an issuer that is asked over HTTP', () => {
  let issuer: Issuer;
  let service: GuardedService;

  const start = (settings: { issuer?: string; discoveryUrl?: string } = {}): Promise<GuardedService> =>
    GuardedService.start([
      IdentityModule.forRoot({ issuer: issuer.url, audience, rolesClaim: 'roles', ...settings }),
    ]);

  const keyReads = (): number => issuer.peer.requests.filter(({ path }) => path === '/jwks').length;

  const ask = async (token?: string) => service.get('/everyone', token ?? (await issuer.tokenOf(polly, [])));

  beforeEach(async () => {
    issuer = await Issuer.start();
    service = await start();
  });

  afterEach(async () => {
    await service.close();
    await issuer.peer.stop();
    vi.restoreAllMocks();
  });

  it('are read once for many requests', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(keyReads()).toBe(1);
  });

  it('may change at any moment, and no good token is refused', async () => {
    const statuses: number[] = [];
    for (let rotation = 0; rotation < 3; rotation += 1) {
      await issuer.rotate();
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  it('are found after a change also while garbage asks for unknown ones', async () => {
    await ask();
    const key = await makeKey('RS256');
    const garbage = await issuer.tokenOf(polly, [], { key });
    const refused = Promise.all(Array.from({ length: 20 }, () => ask(garbage)));
    await issuer.rotate();
    expect((await ask()).status).toBe(200);
    expect(new Set((await refused).map(({ problem }) => problem))).toEqual(new Set(['invalid-token']));
  });

  it('are not asked for more often than every two seconds, whatever tokens name', async () => {
    await ask();
    const before = keyReads();
    const startedAt = Date.now();
    for (let round = 0; round < 2; round += 1) {
      const tokens = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          issuer.tokenOf(polly, [], { header: { kid: `no-${round}-${index}` } }),
        ),
      );
      const answers = await Promise.all(tokens.map(ask));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    }
    expect(keyReads() - before).toBeLessThanOrEqual(1 + (Date.now() - startedAt) / 2000);
  });

  it('go on while the issuer is away, for a day', async () => {
    await ask();
    await issuer.peer.stop();
    expect((await ask()).status).toBe(200);
    passTime(23 * hour);
    expect((await ask()).status).toBe(200);
    passTime(25 * hour);
    const token = await issuer.tokenOf(polly, []);
    expect(await ask(token)).toMatchObject({ status: 503, problem: 'issuer-unavailable' });
  });

  it('that nobody can read are 503 with a time to try again, and then found by themselves', async () => {
    await issuer.peer.stop();
    await service.close();
    service = await start();
    const answer = await ask();
    expect(answer).toMatchObject({ status: 503, problem: 'issuer-unavailable' });
    expect(answer.headers.get('retry-after')).toBe('5');
    await issuer.peer.start();
    await until('the keys are known', async () => (await ask()).status === 200);
  });

  it('of somebody who claims to be another issuer are not taken', async () => {
    issuer.metadata = { issuer: 'http://elsewhere' };
    const other = await start();
    expect(await other.get('/everyone', await issuer.tokenOf(polly, []))).toMatchObject({ status: 503 });
    await other.close();
  });

  it('are read from inside where the public addresses do not lead', async () => {
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

  it('keeps addresses that are not the issuer’s own', async () => {
    const addresses = await read(() => ({
      issuer: 'https://ates.example/oidc/',
      jwks_uri: 'https://ates.example/oidc-keys',
      token_endpoint: 'https://ates.example/oidc/token',
    }));
    expect(addresses).toEqual({ keys: 'https://ates.example/oidc-keys', token: `${peer.url}/oidc/token` });
  });

  it('is refused when it is not for the configured issuer, letter for letter', async () => {
    const reading = read((url) => ({ issuer: 'https://ates.example/oidc', jwks_uri: `${url}/jwks` }));
    await expect(reading).rejects.toThrow('OIDC_ISSUER is https://ates.example/oidc/');
  });
});
