import { Controller, Get, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AllowAnonymous, DatabaseModule } from '@ates/platform';
import { CachedUser, CachedUsersModule, identityMigrations, IdentityModule } from '@ates/identity';
import { createHmac, randomUUID } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { advanceClock } from '../../../test/support/clock-skew.js';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { statementsDuring } from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';
import { GuardedService } from './support/guarded-service.js';
import type { PeerResponse } from './support/peer.js';
import { audience, Issuer, makeKey, type TokenChanges } from './support/issuer.js';

const polly = '0198b3a0-0000-7000-8000-000000000001';

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

describe('The guard', () => {
  let database: TestDatabase;
  let issuer: Issuer;
  let service: GuardedService;

  beforeAll(async () => {
    database = await createTestDatabase('identity');
    issuer = await Issuer.start();
    service = await start(issuer.url);
    await known(polly, ['employee']);
  });

  const start = (authUrl: string | undefined): Promise<GuardedService> =>
    GuardedService.start([
      DatabaseModule.forRoot({ url: database.url, entities: [CachedUser], migrations: identityMigrations }),
      IdentityModule.forRoot({
        issuer: issuer.url,
        audience,
        rolesClaim: 'roles',
        client: { id: 'tasks', secret: 'not so: secret/' },
      }),
      CachedUsersModule.forRoot({ authUrl }),
    ]);

  const known = async (person: string, roles: string[]): Promise<void> => {
    await database.query(
      `insert into cached_user (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, 'Kesha', 'kesha@ates.local', $2, true, false, now())`,
      [person, roles],
    );
  };

  afterAll(async () => {
    await service.close();
    await issuer.peer.stop();
    await database.drop();
  });

  const tokenOf = (changes: TokenChanges, roles = ['employee']): Promise<string> =>
    issuer.tokenOf(polly, roles, changes);

  it('takes no statement for a service, and one prepared statement for a person', async () => {
    const [serviceToken, personToken] = [
      await issuer.tokenOfService('finance', 'events:read'),
      await tokenOf({}),
    ];
    await service.get('/services', serviceToken);
    await service.get('/everyone', personToken);
    const aboutPeople = async (work: () => Promise<unknown>) => {
      const sent = await statementsDuring(work);
      return sent.filter(({ text }) => text.startsWith('select id, roles'));
    };
    const ofService = await aboutPeople(() => service.get('/services', serviceToken));
    expect(ofService).toEqual([]);
    const ofPeople = await aboutPeople(() => service.get('/everyone', personToken));
    expect(ofPeople.map(({ isPrepared }) => isPrepared)).toEqual([true]);
  });

  it('lets anyone use a route that allows anonymous callers', async () => {
    expect(await service.get('/open')).toMatchObject({ status: 200, body: { open: true } });
  });

  it('accepts a valid token of a person and provides the principal', async () => {
    expect(await service.get('/everyone', await tokenOf({}))).toMatchObject({
      status: 200,
      body: { kind: 'person', id: polly, roles: ['employee'], scopes: ['openid'] },
    });
  });

  it('accepts the long form of the token type, and the scheme in any letter case', async () => {
    const token = await tokenOf({ header: { typ: 'application/at+jwt' } });
    expect(await service.get('/everyone', undefined, `bearer ${token}`)).toMatchObject({ status: 200 });
  });

  it('accepts a token whose only audience is in a list', async () => {
    expect(await service.get('/everyone', await tokenOf({ claims: { aud: [audience] } }))).toMatchObject({
      status: 200,
    });
  });

  it.each([
    ['a token for another audience', { claims: { aud: 'urn:other' } }],
    ['a token for this audience and another one', { claims: { aud: [audience, 'urn:other'] } }],
    ['a token without an audience', { claims: { aud: undefined } }],
    ['a token from another issuer', { claims: { iss: 'http://elsewhere' } }],
    ['a token without an issuer', { claims: { iss: undefined } }],
    ['an ID token', { header: { typ: 'JWT' } }],
    ['a token without a type', { header: { typ: undefined } }],
    ['a token that never expires', { claims: { exp: undefined } }],
    ['a token without a subject', { claims: { sub: undefined } }],
    ['a token with an empty subject', { claims: { sub: '' } }],
    ['a person’s token whose subject is not a UUID', { claims: { sub: 'polly' } }],
    ['a token with malformed roles', { claims: { roles: { employee: true } } }],
    ['a token that is not valid yet', { claims: { nbf: inSeconds(60) } }],
    ['a token signed with an unknown key', { header: { kid: 'unknown' } }],
  ] satisfies [string, TokenChanges][])('rejects %s', async (_, changes) => {
    expect(await service.get('/everyone', await tokenOf(changes))).toMatchObject({
      status: 401,
      problem: 'invalid-token',
    });
  });

  it.each([
    ['an unknown extension', ['https://ates.example/perch'], { 'https://ates.example/perch': true }],
    ['a registered extension', ['b64'], { b64: true }],
    ['several extensions', ['exp', 'perch'], { exp: 1, perch: 1 }],
    ['an extension that the header does not have', ['perch'], {}],
    ['nothing', [], {}],
    ['a value that is not a list', 'exp', {}],
    ['null', null, {}],
  ])('rejects an otherwise valid token whose header declares %s critical', async (_, crit, extensions) => {
    const header = { crit, ...extensions };
    expect(await service.get('/everyone', await issuer.signAgain(await tokenOf({}), {}))).toMatchObject({
      status: 200,
    });
    expect(await service.get('/everyone', await issuer.signAgain(await tokenOf({}), header))).toMatchObject({
      status: 401,
      problem: 'invalid-token',
    });
  });

  it('rejects an expired token with 401 expired-token', async () => {
    const token = await tokenOf({ claims: { exp: inSeconds(-10) } });
    expect(await service.get('/everyone', token)).toMatchObject({ status: 401, problem: 'expired-token' });
  });

  it('rejects a token signed with another key under the id of a known key', async () => {
    const key = { ...(await makeKey('RS256')), kid: issuer.keys[0]?.kid ?? '' };
    expect(await service.get('/everyone', await tokenOf({ key }))).toMatchObject({
      status: 401,
      problem: 'invalid-token',
    });
  });

  it('rejects a token whose payload was changed', async () => {
    const [header, , signature] = (await tokenOf({})).split('.');
    const [, payload] = (await tokenOf({}, ['administrator'])).split('.');
    expect(await service.get('/everyone', `${header}.${payload}.${signature}`)).toMatchObject({
      status: 401,
      problem: 'invalid-token',
    });
  });

  it('rejects an unsigned token', async () => {
    const [header, payload] = (await tokenOf({})).split('.');
    const unsigned = `${base64url({ alg: 'none', typ: 'at+jwt' })}.${payload}.`;
    const stripped = `${header}.${payload}.`;
    expect((await service.get('/everyone', unsigned)).problem).toBe('invalid-token');
    expect((await service.get('/everyone', stripped)).problem).toBe('invalid-token');
  });

  it('rejects a token signed with the public key as an HMAC secret', async () => {
    const [key] = issuer.keys;
    const [, payload] = (await tokenOf({})).split('.');
    const publicKey = await importJWK(key?.publicJwk ?? {}, 'RS256', { extractable: true });
    const secret = publicKey instanceof Uint8Array ? '' : await exportSPKI(publicKey);
    const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: key?.kid })}.${payload}`;
    const signature = createHmac('sha256', secret).update(signed).digest('base64url');
    expect(await service.get('/everyone', `${signed}.${signature}`)).toMatchObject({
      status: 401,
      problem: 'invalid-token',
    });
  });

  it.each([
    'garbage',
    'a.b.c',
    'a.b',
    '..',
    `${base64url({ alg: 'RS256' })}.x`,
    base64url('x'),
    'я.ю.э',
    'x y',
  ])('rejects the malformed token %s with 401', async (garbage) => {
    const answer = await service.get('/everyone', undefined, `Bearer ${encodeURI(garbage)}`);
    expect(answer.status).toBe(401);
    expect(['malformed-token', 'invalid-token']).toContain(answer.problem);
    expect(JSON.stringify(answer.body)).not.toMatch(/\.ts|\.js|stack/);
  });

  it('answers 401 missing-token without a token, and malformed-token to an empty one', async () => {
    expect(await service.get('/everyone')).toMatchObject({ status: 401, problem: 'missing-token' });
    expect(await service.get('/everyone', undefined, 'Basic cG9sbHk6')).toMatchObject({
      status: 401,
      problem: 'missing-token',
    });
    expect(await service.get('/everyone', undefined, 'Bearer ')).toMatchObject({
      status: 401,
      problem: 'malformed-token',
    });
    const { headers } = await service.get('/everyone');
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  it('authorizes people by role', async () => {
    const tokenOfOne = async (...roles: string[]): Promise<string> => {
      const person = randomUUID();
      await known(person, roles);
      return issuer.tokenOf(person, roles);
    };
    expect(await service.get('/managers', await tokenOfOne('employee', 'manager'))).toMatchObject({
      status: 200,
    });
    for (const [path, roles] of [
      ['/managers', ['employee']],
      ['/managers', []],
      ['/services', ['administrator']],
    ] satisfies [string, string[]][]) {
      expect(await service.get(path, await tokenOfOne(...roles))).toMatchObject({
        status: 403,
        problem: 'role-required',
      });
    }
  });

  it('authorizes services by scope only', async () => {
    const withScope = await issuer.tokenOfService('finance', 'users:read events:read');
    const without = await issuer.tokenOfService('finance', 'users:read');
    expect(await service.get('/services', withScope)).toMatchObject({
      status: 200,
      body: { kind: 'service', id: 'finance', roles: [], scopes: ['users:read', 'events:read'] },
    });
    expect(await service.get('/services', without)).toMatchObject({ status: 403, problem: 'missing-scope' });
    expect(await service.get('/everyone', withScope)).toMatchObject({
      status: 403,
      problem: 'missing-scope',
    });
  });

  it('does not authorize a person by scope', async () => {
    const token = await tokenOf({ claims: { scope: 'events:read' } });
    expect(await service.get('/services', token)).toMatchObject({ status: 403, problem: 'role-required' });
  });

  it('rejects a previously verified token once it expires', async () => {
    const token = await tokenOf({});
    expect((await service.get('/everyone', token)).status).toBe(200);
    const resetClock = advanceClock(306_000);
    const answer = await service.get('/everyone', token).finally(resetClock);
    expect(answer).toMatchObject({ status: 401, problem: 'expired-token' });
  });

  describe('prefers the cached row of a person to their token:', () => {
    it('revokes a demoted person’s rights at once, although the token still has the role', async () => {
      const person = randomUUID();
      await known(person, ['manager']);
      const token = await issuer.tokenOf(person, ['manager']);
      expect((await service.get('/managers', token)).status).toBe(200);
      await database.query(`update cached_user set roles = '{employee}' where id = $1`, [person]);
      expect(await service.get('/managers', token)).toMatchObject({ status: 403, problem: 'role-required' });
      expect((await service.get('/everyone', token)).body).toMatchObject({ roles: ['employee'] });
    });

    it('grants a promoted person’s rights at once', async () => {
      const person = randomUUID();
      await known(person, ['manager']);
      expect((await service.get('/managers', await issuer.tokenOf(person, ['employee']))).status).toBe(200);
    });

    it('rejects a deleted person at once', async () => {
      const person = randomUUID();
      await known(person, ['manager']);
      const token = await issuer.tokenOf(person, ['manager']);
      expect((await service.get('/everyone', token)).status).toBe(200);
      await database.query(`update cached_user set is_deleted = true where id = $1`, [person]);
      expect(await service.get('/everyone', token)).toMatchObject({
        status: 401,
        problem: 'account-deleted',
      });
    });

    it('rejects a person who was deleted before being known', async () => {
      const person = randomUUID();
      issuer.people.set(person, ['manager']);
      await database.query(
        `insert into cached_user (id, changed_at, is_deleted, is_stale) values ($1, now(), true, false)`,
        [person],
      );
      expect(await service.get('/everyone', await issuer.tokenOf(person, ['manager']))).toMatchObject({
        status: 401,
        problem: 'account-deleted',
      });
    });
  });

  describe('asks Auth about an unknown person (T11, A8):', () => {
    const requestsAbout = (person: string): number =>
      issuer.peer.requests.filter(({ path }) => path === `/users/${person}`).length;

    it('accepts them with the roles that Auth has, not those of the token, and caches them', async () => {
      const person = randomUUID();
      issuer.people.set(person, ['employee']);
      const token = await issuer.tokenOf(person, ['administrator']);
      expect(await service.get('/managers', token)).toMatchObject({ status: 403, problem: 'role-required' });
      expect(await service.get('/everyone', token)).toMatchObject({
        status: 200,
        body: { roles: ['employee'] },
      });
      expect(requestsAbout(person)).toBe(1);
      expect(
        await database.query(`select name, is_known, is_stale from cached_user where id = $1`, [person]),
      ).toEqual([{ name: 'Polly', is_known: true, is_stale: false }]);
    });

    it('accepts a person whose cached row has not been fetched yet', async () => {
      const person = randomUUID();
      issuer.people.set(person, ['manager']);
      await database.query(`insert into cached_user (id, changed_at, is_stale) values ($1, now(), false)`, [
        person,
      ]);
      expect((await service.get('/managers', await issuer.tokenOf(person, []))).status).toBe(200);
    });

    it('rejects a person whom Auth does not have, asking once for many requests', async () => {
      const person = randomUUID();
      const token = await issuer.tokenOf(person, ['administrator']);
      const answers = await Promise.all(Array.from({ length: 30 }, () => service.get('/everyone', token)));
      for (const answer of [...answers, await service.get('/everyone', token)]) {
        expect(answer).toMatchObject({ status: 401, problem: 'unknown-person' });
      }
      expect(requestsAbout(person)).toBe(1);
      expect(await database.query(`select from cached_user where id = $1`, [person])).toEqual([]);
    });

    it('makes at most eight requests at a time, however many people come', async () => {
      const people = Array.from({ length: 60 }, () => randomUUID());
      const tokens = await Promise.all(people.map((person) => issuer.tokenOf(person, ['employee'])));
      issuer.peer.maxConcurrent = 0;
      const answers = await Promise.all(tokens.map((token) => service.get('/everyone', token)));
      expect(new Set(answers.map(({ problem }) => problem))).toEqual(new Set(['unknown-person']));
      expect(issuer.peer.maxConcurrent).toBeLessThanOrEqual(8);
    });

    it.each<[string, PeerResponse | Promise<PeerResponse>]>([
      ['answers 500', { status: 500 }],
      ['answers 403', { status: 403 }],
      ['answers without JSON', { text: 'polly' }],
      ['does not answer', new Promise(() => {})],
    ])('answers 503 person-not-known-yet while Auth %s, whatever roles the token has', async (_, failure) => {
      const person = randomUUID();
      const usual = issuer.peer.handler;
      issuer.peer.handler = (request) => (request.path.startsWith('/users') ? failure : usual(request));
      const other = await start(issuer.url);
      try {
        const token = await issuer.tokenOf(person, ['administrator']);
        const answer = await other.get('/everyone', token);
        expect(answer).toMatchObject({ status: 503, problem: 'person-not-known-yet' });
        expect(answer.headers.get('retry-after')).toBe('1');
        expect(await other.get('/everyone', await tokenOf({}))).toMatchObject({ status: 200 });
        issuer.peer.handler = usual;
        issuer.people.set(person, ['employee']);
        await until('they are accepted', async () => (await other.get('/everyone', token)).status === 200);
      } finally {
        issuer.peer.handler = usual;
        await other.close();
      }
    });

    it('does not ask where people are cached from their tokens', async () => {
      const other = await start(undefined);
      const person = randomUUID();
      try {
        const token = await issuer.tokenOf(person, ['manager']);
        expect(await other.get('/managers', token)).toMatchObject({ status: 200 });
        expect(requestsAbout(person)).toBe(0);
      } finally {
        await other.close();
      }
    });
  });

  it('reads roles from the configured claim of a foreign issuer', async () => {
    const other = await GuardedService.start([
      IdentityModule.forRoot({ issuer: issuer.url, audience, rolesClaim: 'realm_access.roles' }),
    ]);
    const token = await tokenOf({ claims: { roles: undefined, realm_access: { roles: ['manager'] } } });
    expect(await other.get('/managers', token)).toMatchObject({ status: 200 });
    expect(await other.get('/managers', await tokenOf({}, ['manager']))).toMatchObject({
      problem: 'role-required',
    });
    await other.close();
  });

  it.each(['ES256', 'PS256'])('accepts tokens signed with %s', async (algorithm) => {
    const other = await Issuer.start(algorithm);
    const guarded = await GuardedService.start([
      IdentityModule.forRoot({ issuer: other.url, audience, rolesClaim: 'roles' }),
    ]);
    expect((await guarded.get('/everyone', await other.tokenOf(polly, []))).status).toBe(200);
    expect((await guarded.get('/everyone', await issuer.tokenOf(polly, []))).status).toBe(401);
    await guarded.close();
    await other.peer.stop();
  });

  it('prevents a service from starting with a route that does not declare who may use it', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get()
      @AllowAnonymous()
      declared() {
        return {};
      }

      @Get('door')
      door() {
        return {};
      }
    }

    @Module({
      imports: [IdentityModule.forRoot({ issuer: issuer.url, audience, rolesClaim: 'roles' })],
      controllers: [ForgottenController],
    })
    class ForgottenModule {}

    const module = await Test.createTestingModule({ imports: [ForgottenModule] }).compile();
    await expect(module.init()).rejects.toThrow(/ForgottenController\.door$/);
    await module.close();
  });
});
