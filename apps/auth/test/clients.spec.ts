import { randomUUID } from 'node:crypto';
import {
  clientPage,
  scopesOfThisSystem,
  clientSecret,
  createdClient,
  type ClientPage,
  type ClientSecret,
  type ClientView,
  type CreatedClient,
} from '@ates/contracts';
import { Database } from '@ates/platform';
import type { Api } from '../../../test/support/api.js';
import { Passwords } from '../src/credentials/passwords.js';
import { insertDeviceClient } from '../src/oidc/device-clients.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService, claimsOf } from './support/auth-service.js';

describe('Clients managed by administrators (A3)', () => {
  let auth: AuthService;
  let administrator: Api;

  beforeAll(async () => {
    auth = await AuthService.start();
    administrator = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const make = async (id: string, headers?: Record<string, string>) =>
    administrator.post<CreatedClient>('/clients', { id, scopes: ['users:read', 'tasks:read'] }, headers);

  const made = async (id: string): Promise<CreatedClient & { secret: string }> => {
    const { status, body } = await make(id);
    expect(status).toBe(201);
    expect(createdClient.strict().parse(body)).toEqual(body);
    return { ...body, secret: body.secret ?? '' };
  };

  const list = async (): Promise<ClientView[]> => {
    const { status, body } = await administrator.get<ClientPage>('/clients?limit=200');
    expect(status).toBe(200);
    expect(clientPage.parse(body)).toEqual(body);
    return body.items;
  };

  const tokenStatus = async (id: string, secret: string): Promise<number> =>
    (await auth.requestToken(id, secret)).status;

  const registerDevice = async (id: string): Promise<void> => {
    const secretHash = await auth.get(Passwords).hash('the secret of a device');
    await auth.get(Database).transaction((tx) => insertDeviceClient(tx, id, secretHash));
  };

  it('have a secret that works at once and appears in no other response and in no table', async () => {
    const billing = await made('billing');
    expect(billing).toMatchObject({
      id: 'billing',
      kind: 'service',
      audience: 'urn:ates:api',
      scopes: ['users:read', 'tasks:read'],
      configured: false,
    });
    const { body } = await auth.requestToken('billing', billing.secret);
    expect(claimsOf(body.access_token)).toMatchObject({
      sub: 'billing',
      aud: 'urn:ates:api',
      scope: 'users:read tasks:read',
    });
    const { secret, ...shown } = billing;
    expect((await list()).find(({ id }) => id === 'billing')).toEqual(shown);
    const [stored] = await auth.database.query<{ rows: string }>(
      `select json_build_array((select json_agg(service_client) from service_client),
                               (select json_agg(idempotency_key) from idempotency_key))::text as rows`,
    );
    expect(stored?.rows).not.toContain(secret);
  });

  it('can have another audience', async () => {
    const { body } = await administrator.post<CreatedClient>('/clients', {
      id: 'payroll',
      audience: 'urn:payroll:api',
      scopes: ['wages:read'],
    });
    const token = await auth.requestToken('payroll', body.secret ?? '');
    expect(claimsOf(token.body.access_token)).toMatchObject({ aud: 'urn:payroll:api', scope: 'wages:read' });
  });

  it('are rejected with unknown scopes, each named together with the existing ones', async () => {
    const { status, body } = await administrator.post<{ errors: { message: string }[] }>('/clients', {
      id: 'dreamer',
      scopes: ['users:read', 'nonsense', 'constructor'],
    });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      { path: 'scopes.1', code: 'unknown-scope', params: { scope: 'nonsense' } },
      { path: 'scopes.2', code: 'unknown-scope', params: { scope: 'constructor' } },
    ]);
    for (const scope of Object.keys(scopesOfThisSystem)) {
      expect(body.errors[0]?.message).toContain(scope);
    }
    expect((await list()).map(({ id }) => id)).not.toContain('dreamer');
  });

  it('are created once per Idempotency-Key, and the repeated response lacks the secret', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await make('repeated', headers);
    const again = await make('repeated', headers);
    expect(again).toMatchObject({ status: 201, body: { ...first.body, secret: null } });
    expect(await tokenStatus('repeated', first.body.secret ?? '')).toBe(200);
    expect(await make('something-else', headers)).toMatchObject(problem(422, 'idempotency-key-reused'));
    expect(JSON.stringify(await auth.database.query('select answer from idempotency_key'))).not.toContain(
      first.body.secret,
    );
  });

  it('are created once when three requests for the same id are concurrent', async () => {
    const answers = await Promise.all([make('twin'), make('twin'), make('twin')]);
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409', '409']);
  });

  it('get a new secret, and the previous one stops working at once', async () => {
    const { secret: before } = await made('renewed');
    expect(await tokenStatus('renewed', before)).toBe(200);
    const headers = { 'idempotency-key': randomUUID() };
    const { status, body } = await administrator.post<ClientSecret>(
      '/clients/renewed/secret',
      undefined,
      headers,
    );
    expect([status, clientSecret.strict().parse(body)]).toEqual([200, body]);
    expect(await tokenStatus('renewed', before)).toBe(401);
    expect(await tokenStatus('renewed', body.secret ?? '')).toBe(200);
    const again = await administrator.post('/clients/renewed/secret', undefined, headers);
    expect(again).toMatchObject({ status: 200, body: { id: 'renewed', secret: null } });
    expect(await tokenStatus('renewed', body.secret ?? '')).toBe(200);
  });

  it('get no more tokens once removed, and their ids are free again', async () => {
    const { secret } = await made('removed');
    const headers = { 'idempotency-key': randomUUID() };
    expect((await administrator.send('DELETE', '/clients/removed', undefined, headers)).status).toBe(204);
    expect((await administrator.send('DELETE', '/clients/removed', undefined, headers)).status).toBe(204);
    expect(await tokenStatus('removed', secret)).toBe(401);
    expect(await administrator.send('DELETE', '/clients/removed')).toMatchObject(
      problem(404, 'client-not-found'),
    );
    expect((await list()).map(({ id }) => id)).not.toContain('removed');
    await made('removed');
  });

  it("are listed with the system's own services and devices, in pages", async () => {
    await registerDevice('front-door');
    const all = await list();
    expect(all).toContainEqual({
      id: 'finance',
      kind: 'service',
      audience: 'urn:ates:api',
      scopes: ['users:read', 'tasks:read', 'events:read'],
      configured: true,
      created_at: null,
    });
    expect(all).toContainEqual({
      id: 'front-door',
      kind: 'device',
      audience: 'urn:ates:api',
      scopes: ['openid', 'profile', 'email'],
      configured: false,
      created_at: expect.stringMatching(/Z$/) as string,
    });
    const seen: ClientView[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body }: { body: ClientPage } = await administrator.get<ClientPage>(
        `/clients?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items);
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(all);
    expect(seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id).toSorted());
  });

  it('that are devices can get a new secret and be removed, too', async () => {
    await registerDevice('back-door');
    const ask = (secret: string) =>
      auth.requestToken('back-door', secret, {
        grant_type: 'urn:ates:grant-type:beak',
        beak: 'ab'.repeat(32),
      });
    const { body } = await administrator.post<ClientSecret>('/clients/back-door/secret');
    expect((await ask('the secret of a device')).body.error).toBe('invalid_client');
    expect((await ask(body.secret ?? '')).body.error).toBe('invalid_grant');
    expect((await administrator.send('DELETE', '/clients/back-door')).status).toBe(204);
    expect((await ask(body.secret ?? '')).body.error).toBe('invalid_client');
  });

  it.each(['web', 'device', 'tasks', 'finance'])(
    'of the system itself cannot be created, removed or given a new secret: %s',
    async (id) => {
      expect(await make(id)).toMatchObject(problem(409, 'client-id-taken'));
      expect(await administrator.post(`/clients/${id}/secret`)).toMatchObject(
        problem(409, 'client-configured'),
      );
      expect(await administrator.send('DELETE', `/clients/${id}`)).toMatchObject(
        problem(409, 'client-configured'),
      );
      expect(await tokenStatus('tasks', 'tasks-secret-for-tests-only')).toBe(200);
    },
  );

  it.each([
    [{ id: 'Par rots', scopes: ['users:read'] }, 'id', 'not-a-client-id'],
    [{ id: '', scopes: ['users:read'] }, 'id', 'not-a-client-id'],
    [{ id: 'x'.repeat(101), scopes: ['users:read'] }, 'id', 'not-a-client-id'],
    [{ id: 'parrots', scopes: [] }, 'scopes', 'empty-list'],
    [{ id: 'parrots' }, 'scopes', 'missing'],
    [{ id: 'parrots', scopes: ['users:read tasks:read'] }, 'scopes.0', 'not-a-scope'],
    [{ id: 'parrots', scopes: ['users:read'], audience: '' }, 'audience', 'not-an-audience'],
    [{ id: 'parrots', scopes: ['users:read'], secret: 'chosen' }, '', 'unknown-field'],
  ])('are not created from %j', async (body, path, code) => {
    expect(await administrator.post('/clients', body)).toMatchObject({
      ...problem(400, 'invalid-request'),
      body: { errors: [{ path, code }] },
    });
  });

  it('that do not exist are a 404, and an invalid id a 400', async () => {
    expect(await administrator.post('/clients/nobody/secret')).toMatchObject(
      problem(404, 'client-not-found'),
    );
    expect(await administrator.post('/clients/No%20body/secret')).toMatchObject(
      problem(400, 'invalid-request'),
    );
  });
});
