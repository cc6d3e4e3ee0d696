import { generateKeyPair, importJWK, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose';
import { spawn } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { signIn } from '../tools/demo/sign-in.mjs';
import { Api } from './support/api.js';
import { demoPassword, System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const root = path.resolve(import.meta.dirname, '..');

const routes: Record<ServiceName, string> = {
  auth: '/users',
  tasks: '/tasks',
  finance: '/accounting/balance',
};
const services = Object.keys(routes) as ServiceName[];

type SigningKey = Parameters<SignJWT['sign']>[0];

interface Forgery {
  what: string;
  code: string;
  claims?: JWTPayload;
  without?: keyof JWTPayload;
  header?: { alg?: string; typ?: string; kid?: string; crit?: string[]; perch?: boolean };
  key?: () => Promise<SigningKey>;
}

describe('A bearer token', () => {
  let system: System;
  let jwk: JWK;
  let administrator: string;

  beforeAll(async () => {
    system = await System.shared();
    const keys = await system.databases.auth.query<{ private_jwk: JWK }>(
      `select private_jwk from signing_key`,
    );
    jwk = keys[0]?.private_jwk ?? {};
    const rows = await system.databases.tasks.query<{ id: string }>(
      `select id from cached_user where email = 'admin@ates.local'`,
    );
    administrator = rows[0]?.id ?? '';
  });

  /** A token as Auth would issue it, except for what the forgery changes. */
  async function tokenOf(forgery: Omit<Forgery, 'what' | 'code'>): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims: JWTPayload = {
      iss: system.issuer,
      aud: 'urn:ates:api',
      sub: administrator,
      roles: ['administrator'],
      scope: 'openid',
      client_id: 'web',
      iat: now,
      exp: now + 300,
      ...forgery.claims,
    };
    if (forgery.without) {
      delete claims[forgery.without];
    }
    const header = { alg: 'RS256', typ: 'at+jwt', kid: String(jwk.kid), ...forgery.header };
    const key = forgery.key ? await forgery.key() : await importJWK(jwk, 'RS256');
    return new SignJWT(claims).setProtectedHeader(header).sign(key, { crit: { perch: true } });
  }

  const ask = (service: ServiceName, token: string) =>
    new Api(system.services[service].url, token).get(routes[service]);

  const strangersKey = async (): Promise<SigningKey> => (await generateKeyPair('RS256')).privateKey;

  /** The public key, used as if it were a shared secret. */
  const publicKeyAsSecret = async (): Promise<SigningKey> =>
    new TextEncoder().encode(
      createPublicKey({ key: { ...jwk }, format: 'jwk' })
        .export({ type: 'spki', format: 'pem' })
        .toString(),
    );

  const longAgo = Math.floor(Date.now() / 1000) - 3600;

  const forgeries: Forgery[] = [
    { what: 'signed by a stranger', code: 'invalid-token', key: strangersKey },
    {
      what: 'signed by a key that is not published',
      code: 'invalid-token',
      key: strangersKey,
      header: { kid: 'perch' },
    },
    {
      what: 'signed with the public key as a secret',
      code: 'invalid-token',
      key: publicKeyAsSecret,
      header: { alg: 'HS256' },
    },
    { what: 'of another issuer', code: 'invalid-token', claims: { iss: 'https://cat.example' } },
    { what: 'for another audience', code: 'invalid-token', claims: { aud: 'urn:cat:api' } },
    { what: 'for no audience', code: 'invalid-token', without: 'aud' },
    { what: 'of another type', code: 'invalid-token', header: { typ: 'JWT' } },
    {
      what: 'with a critical extension (RFC 7515)',
      code: 'invalid-token',
      header: { crit: ['perch'], perch: true },
    },
    { what: 'expired', code: 'expired-token', claims: { iat: longAgo - 300, exp: longAgo } },
    { what: 'without an expiry', code: 'invalid-token', without: 'exp' },
    { what: 'without a subject', code: 'invalid-token', without: 'sub' },
    { what: 'not valid yet', code: 'invalid-token', claims: { nbf: longAgo + 7200 } },
  ];

  describe.each(services)('at %s', (service) => {
    it('is accepted if it is valid', async () => {
      expect((await ask(service, await tokenOf({}))).status).toBe(200);
    });

    it.each(forgeries)('is rejected if it is $what', async (forgery) => {
      const answer = await ask(service, await tokenOf(forgery));
      expect(answer).toMatchObject({ status: 401, body: { type: `urn:ates:problem:${forgery.code}` } });
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
    });

    it('is rejected without a signature', async () => {
      const token = new UnsecuredJWT({ sub: administrator, iss: system.issuer, aud: 'urn:ates:api' })
        .setExpirationTime('5m')
        .encode();
      expect(await ask(service, token)).toMatchObject({ status: 401 });
    });

    it.each(['', 'perch', 'a.b.c', `${'x'.repeat(5000)}.y.z`])(
      'is rejected if it is not a token: %.10s',
      async (token) => {
        const answer = await ask(service, token);
        expect(answer.status).toBe(401);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      },
    );

    it('is required: a request without one gets 401 missing-token', async () => {
      const answer = await system.anonymous(service).get(routes[service]);
      expect(answer).toMatchObject({ status: 401, body: { type: 'urn:ates:problem:missing-token' } });
    });
  });

  it('of a deleted person is refused everywhere at once, even before it expires (A8)', async () => {
    const admin = new Api(system.services.auth.url, await tokenOf({}));
    const created = await admin.post<{ uuid: string }>('/users', {
      name: 'Short Stay',
      email: 'short@example.org',
      password: 'a long enough one',
    });
    const token = await tokenOf({ claims: { sub: created.body.uuid, roles: ['employee'] } });
    await until('Tasks has cached the person', async () => {
      const rows = await system.databases.tasks.query(`select from cached_user where id = $1 and is_known`, [
        created.body.uuid,
      ]);
      return rows.length === 1;
    });
    expect((await ask('tasks', token)).status).toBe(200);
    await admin.send('DELETE', `/users/${created.body.uuid}`);
    expect((await ask('auth', token)).status).toBe(401);
    const refused = await until('Tasks refuses the deleted person', async () => {
      const answer = await ask('tasks', token);
      return answer.status === 401 ? answer : undefined;
    });
    expect(refused.body).toMatchObject({ type: 'urn:ates:problem:account-deleted' });
  });

  it('is never wrongly rejected during a signing key rotation (A2)', async () => {
    const rotation = spawn(
      process.execPath,
      [path.join(root, 'dist/apps/auth/src/commands/rotate-keys.js'), '--overlap-seconds', '10'],
      { env: { ...process.env, DATABASE_URL: system.databases.auth.serviceUrl }, stdio: 'ignore' },
    );
    const oldKey = jwk.kid;
    const signInAgain = () =>
      signIn({
        issuer: system.issuer,
        redirectUri: 'http://localhost:4300/callback',
        email: 'admin@ates.local',
        password: demoPassword,
      });
    const kidOf = (token: string): unknown =>
      (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString('utf8')) as { kid: unknown })
        .kid;

    const first = (await signInAgain()).access_token;
    const tokens = [first];
    const statuses = new Set<number>();
    const deadline = Date.now() + 40_000;
    let usesOfTheNewKey = 0;
    while (usesOfTheNewKey < 20 && Date.now() < deadline) {
      const newest = (await signInAgain()).access_token;
      tokens.push(newest);
      usesOfTheNewKey += kidOf(newest) === oldKey ? 0 : 1;
      for (const token of [first, newest]) {
        const answers = await Promise.all(services.map((service) => ask(service, token)));
        answers.forEach(({ status }) => statuses.add(status));
      }
    }
    if (rotation.exitCode === null) {
      await once(rotation, 'exit');
    }
    expect(rotation.exitCode).toBe(0);
    expect(usesOfTheNewKey).toBe(20);
    expect([...statuses]).toEqual([200]);
  });
});
