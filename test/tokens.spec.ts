import type { JWK } from 'jose';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { signIn } from '../tools/demo/sign-in.mjs';
import { Api } from './support/api.js';
import {
  ForgersBench,
  newRetiredKey,
  strangersKeySet,
  type IssuedToPerson,
} from './support/forgers-bench.js';
import { hostileTokens, type HostileRequest } from './support/hostile-tokens.js';
import { signingKeyOf } from './support/signing-key.js';
import { demoPassword, System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const root = path.resolve(import.meta.dirname, '..');

const services = ['auth', 'tasks', 'finance'] as const satisfies ServiceName[];

type Claims = Record<string, unknown>;

/** Whom valid tokens are issued to, and a route of each service that accepts them. */
interface Audience {
  who: string;
  claims: (administrator: string) => Claims;
  routes: Record<ServiceName, string>;
}

const events = '/events?after=0';

const audiences: Audience[] = [
  {
    who: 'an administrator',
    claims: (administrator) => ({
      sub: administrator,
      roles: ['administrator'],
      client_id: 'web',
      scope: 'openid profile email',
    }),
    routes: { auth: '/users', tasks: '/tasks', finance: '/accounting/balance' },
  },
  {
    who: 'a service',
    claims: () => ({ sub: 'finance', client_id: 'finance', scope: 'users:read tasks:read events:read' }),
    routes: { auth: events, tasks: events, finance: events },
  },
];

const hostileName = 'A hostile token wrote this';

/** A change in each service that an administrator may make. */
const writes: Record<ServiceName, { path: string; body: Claims }> = {
  auth: {
    path: '/users',
    body: { name: hostileName, email: 'hostile@example.org', roles: ['administrator'] },
  },
  tasks: { path: '/tasks', body: { description: hostileName } },
  finance: { path: '/accounting/days/2025-01-02/close', body: {} },
};

/** SQL that finds what those changes, and all others, would leave. */
const traces: Record<ServiceName, string> = {
  auth: `select (select count(*) from users) as people, (select count(*) from mail) as mails,
    (select count(*) from security_log) as entries`,
  tasks: `select (select count(*) from task) as tasks, (select count(*) from security_log) as entries`,
  finance: `select (select count(*) from day_result) as days, (select count(*) from security_log) as entries`,
};

/** Long parts of a token: a reader would recognize it by each. */
const partsOf = (secret: string): string[] => secret.split(/[^\w-]+/).filter((part) => part.length >= 20);

interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** Sends a request with any number of Authorization headers, which `fetch` would join. */
async function send(
  url: string,
  method: string,
  { authorization, headers = {}, query }: Omit<HostileRequest, 'secret'>,
  body?: Claims,
): Promise<Answer> {
  const address = new URL(url);
  if (query !== undefined) {
    address.search = [address.search.slice(1), query].filter((text) => text !== '').join('&');
  }
  const content = body === undefined ? undefined : JSON.stringify(body);
  const sent = request(address, {
    method,
    agent: false,
    headers: [
      ['host', address.host],
      ...authorization.map((value) => ['authorization', value]),
      ...Object.entries(headers),
      ...(content === undefined
        ? []
        : [
            ['content-type', 'application/json'],
            ['content-length', String(Buffer.byteLength(content))],
          ]),
    ].flat(),
  });
  sent.end(content);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const lines = Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  return { status: response.statusCode ?? 0, headers: new Headers(lines), text: await text(response) };
}

describe('A bearer token', () => {
  let system: System;
  let jwk: JWK;
  let administrator: string;
  let issued: IssuedToPerson;
  let retired: JWK;
  let forger: Server;
  let keysFetched = 0;

  beforeAll(async () => {
    system = await System.shared();
    jwk = await signingKeyOf(system.databases.auth);
    const rows = await system.databases.tasks.query<{ id: string }>(
      `select id from cached_user where email = 'admin@ates.local'`,
    );
    administrator = rows[0]?.id ?? '';
    const tokens = await signInAs('admin@ates.local');
    issued = { idToken: tokens.id_token ?? '', refreshToken: tokens.refresh_token ?? '' };
    forger = createServer((_request, response) => {
      keysFetched += 1;
      response.end(JSON.stringify(strangersKeySet(String(jwk.kid))));
    });
    await once(forger.listen(0, '127.0.0.1'), 'listening');
    retired = await retireKey();
  });

  afterAll(() => {
    forger.close();
  });

  const signInAs = (email: string) =>
    signIn({
      issuer: system.issuer,
      redirectUri: 'http://localhost:4300/callback',
      email,
      password: demoPassword,
    });

  const benchFor = (claims: Claims): Promise<ForgersBench> =>
    ForgersBench.of({
      issuerJwk: jwk,
      claims: { iss: system.issuer, aud: 'urn:ates:api', ...claims },
      keysAddress: `http://127.0.0.1:${(forger.address() as AddressInfo).port}/jwks.json`,
      issued,
      retired,
    });

  const benchOf = ({ claims }: Audience): Promise<ForgersBench> => benchFor(claims(administrator));

  /** A token as Auth would issue it to the administrator, except for these claims. */
  const tokenOf = async (changes: Claims = {}): Promise<string> => {
    const [person] = audiences;
    return (await benchFor({ ...person?.claims(administrator), ...changes })).withClaims({});
  };

  const ask = (service: ServiceName, token: string, path = audiences[0]?.routes[service] ?? '') =>
    new Api(system.services[service].url, token).get(path);

  /**
   * Publishes a key with which every service accepts a token, and withdraws it again. Services read the keys when a
   * token names an unknown one. A key is published for minutes after its successor began to sign, so the time of that
   * one is set too: it may have signed for longer, since the system is shared.
   */
  async function retireKey(): Promise<JWK> {
    const key = await newRetiredKey();
    await system.databases.auth.query(
      `with successor as (update signing_key set signs_from = now() where kid = $3)
       insert into signing_key (kid, private_jwk, signs_from) values ($1, $2, now() - interval '1 second')`,
      [key.kid, JSON.stringify(key), jwk.kid],
    );
    const withKey = async (kid: string) => {
      const [person] = audiences;
      const claims = { iss: system.issuer, aud: 'urn:ates:api', ...person?.claims(administrator) };
      const bench = await ForgersBench.of({
        issuerJwk: { ...key, kid },
        claims: { ...claims, jti: randomUUID() },
        keysAddress: '',
        issued,
        retired: key,
      });
      return bench.withClaims({});
    };
    const statuses = async (kid: string): Promise<number[]> => {
      const token = await withKey(kid);
      return Promise.all(services.map(async (service) => (await ask(service, token)).status));
    };
    await until('every service accepts the key', async () =>
      (await statuses('retired-key')).every((status) => status === 200),
    );
    await system.databases.auth.query(`update signing_key set signs_from = signs_from - interval '1 hour'`);
    await until('no service accepts the key', async () => {
      await statuses(`unknown-${randomUUID()}`);
      return (await statuses('retired-key')).every((status) => status === 401);
    });
    return key;
  }

  describe.each(audiences)('of $who', (audience) => {
    describe.each(services)('at %s', (service) => {
      const url = () => `${system.services[service].url}${audience.routes[service]}`;

      it('is accepted if it is valid, whatever the case of the scheme', async () => {
        const token = (await benchOf(audience)).withClaims({});
        for (const scheme of ['Bearer', 'bearer', 'BEARER ']) {
          expect((await send(url(), 'GET', { authorization: [`${scheme} ${token}`] })).status).toBe(200);
        }
      });

      it('is required', async () => {
        const answer = await send(url(), 'GET', { authorization: [] });
        expect(answer.status).toBe(401);
        expect(JSON.parse(answer.text)).toMatchObject({ type: 'urn:ates:problem:missing-token' });
      });

      // All are sent at once, since a token with an unknown key waits for the keys to be read again.
      const sent = new Map<string, { secret: string; answers: Answer[] }>();
      let before: unknown;

      beforeAll(async () => {
        before = await system.databases[service].query(traces[service]);
        const bench = await benchOf(audience);
        const { path, body } = writes[service];
        await Promise.all(
          hostileTokens.map(async ({ what, request: build }) => {
            const hostile = await build(bench);
            const answers = await Promise.all([
              send(url(), 'GET', hostile),
              send(`${system.services[service].url}${path}`, 'POST', hostile, body),
            ]);
            sent.set(what, { secret: hostile.secret, answers });
          }),
        );
      });

      it.each(hostileTokens)('is refused $what', ({ what, code }) => {
        const { secret, answers = [] } = sent.get(what) ?? { secret: '' };
        expect(answers).toHaveLength(2);
        for (const answer of answers) {
          expect({ status: answer.status, body: JSON.parse(answer.text) as unknown }).toMatchObject({
            status: 401,
            body: { type: `urn:ates:problem:${code}`, status: 401 },
          });
          expect(answer.headers.get('content-type')).toContain('application/problem+json');
          expect(answer.headers.get('www-authenticate')).toContain('Bearer');
          expect(answer.headers.get('set-cookie')).toBeNull();
        }
        const output = system.services[service].recentOutput();
        const shown = [...answers.map((answer) => answer.text), output].join('\n');
        expect(partsOf(secret).filter((part) => shown.includes(part))).toEqual([]);
      });

      it('changes nothing if it is refused', async () => {
        expect(await system.databases[service].query(traces[service])).toEqual(before);
      });

      it('is refused if it is larger than a header may be, before anyone reads it', async () => {
        const token = (await benchOf(audience)).withHeader({ pad: 'x'.repeat(40_000) });
        const answer = await send(url(), 'GET', { authorization: [`Bearer ${token}`] });
        expect(answer.status).toBe(431);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      });
    });
  });

  it('never makes a service fetch a key from an address in its header', () => {
    expect(keysFetched).toBe(0);
  });

  describe.each(services)('opens no route of %s that is not meant for its holder:', (service) => {
    const statusAndCode = async (path: string, claims: Claims, method = 'GET', body?: Claims) => {
      const token = (await benchFor(claims)).withClaims({});
      const address = `${system.services[service].url}${path}`;
      const answer = await send(address, method, { authorization: [`Bearer ${token}`] }, body);
      const { type } = JSON.parse(answer.text) as { type: string };
      return [answer.status, type.split(':').at(-1)];
    };

    const [person, finance] = audiences.map(({ claims }) => claims);

    it('a person at a route for services, whatever scopes they have', async () => {
      const claims = { ...person?.(administrator), scope: 'openid events:read' };
      expect(await statusAndCode(events, claims)).toEqual([403, 'role-required']);
    });

    it('a service at a route for people, whatever roles it claims', async () => {
      const { path, body } = writes[service];
      expect(await statusAndCode(path, { ...finance?.(''), scope: 'openid' }, 'POST', body)).toEqual([
        403,
        'missing-scope',
      ]);
      const claims = { ...finance?.(''), roles: ['administrator'] };
      expect(await statusAndCode(path, claims, 'POST', body)).toEqual([401, 'invalid-token']);
    });

    it('a service without the scope of the route, with none, or with it inside another word', async () => {
      for (const scope of ['users:read', '', undefined, 'events:read-all', 'EVENTS:READ', 'events']) {
        const claims = { sub: 'tasks', client_id: 'tasks', scope };
        expect(await statusAndCode(events, claims)).toEqual([403, 'missing-scope']);
      }
    });

    it('a service that names another client as its subject', async () => {
      const claims = { sub: 'finance', client_id: 'tasks', scope: 'events:read' };
      expect(await statusAndCode(events, claims)).toEqual([401, 'invalid-token']);
    });

    it('a person whom no service knows', async () => {
      const claims = { ...person?.(administrator), sub: '0198b3a0-0000-7000-8000-00000000beef' };
      const code = service === 'auth' ? 'account-deleted' : 'unknown-person';
      expect(await statusAndCode(audiences[0]?.routes[service] ?? '', claims)).toEqual([401, code]);
    });

    it('a person whose token has a role that they lost, or never had', async () => {
      const [polly] = await system.databases.tasks.query<{ id: string }>(
        `select id from cached_user where email = 'polly@ates.local'`,
      );
      const claims = { ...person?.(administrator), sub: polly?.id };
      const path = { auth: '/users', tasks: '/parked-messages', finance: '/analytics/company' }[service];
      expect(await statusAndCode(path, claims)).toEqual([403, 'role-required']);
    });
  });

  it('of a deleted person is refused everywhere at once, even before it expires (A8)', async () => {
    const admin = new Api(system.services.auth.url, await tokenOf());
    const created = await admin.post<{ uuid: string }>('/users', {
      name: 'Short Stay',
      email: 'short@example.org',
      password: 'a long enough one',
    });
    const token = await tokenOf({ sub: created.body.uuid, roles: ['employee'] });
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
    let usesOfTheNewKey = 0;
    while (usesOfTheNewKey < 20) {
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
