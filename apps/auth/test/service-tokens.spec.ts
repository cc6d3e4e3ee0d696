import * as openid from 'openid-client';
import { Database } from '@ates/platform';
import { hashOfRandomSecret, newRandomSecret } from '../src/credentials/random-secrets.js';
import { Passwords } from '../src/credentials/passwords.js';
import { insertServiceClient } from '../src/oidc/service-clients.js';
import { AuthService, claimsOf } from './support/auth-service.js';

const tasksSecret = 'tasks-secret-for-tests-only';

describe('A token for a service', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  it('represents the client for five minutes, by default with all its scopes (A3)', async () => {
    const { status, body } = await auth.requestToken('tasks', tasksSecret);
    expect(status).toBe(200);
    const claims = claimsOf(body.access_token);
    expect(claims).toMatchObject({
      iss: auth.issuer,
      sub: 'tasks',
      client_id: 'tasks',
      aud: 'urn:ates:api',
      scope: 'users:read events:read',
    });
    expect(claims).not.toHaveProperty('roles');
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
  });

  it('has the requested scopes', async () => {
    const { body } = await auth.requestToken('finance', 'finance-secret-for-tests-only', {
      scope: 'tasks:read',
    });
    expect(claimsOf(body.access_token)['scope']).toBe('tasks:read');
  });

  it.each([
    ['a scope of another client', { scope: 'users:read tasks:read' }, 'invalid_scope'],
    ['an unknown scope', { scope: 'perches:shake' }, 'invalid_scope'],
    ["people's scopes", { scope: 'openid' }, 'invalid_scope'],
    ['another audience', { resource: 'urn:cats:api' }, 'invalid_target'],
    ['a grant that is not its own', { grant_type: 'authorization_code', code: 'x' }, 'invalid_request'],
  ])('is refused for %s', async (_, parameters, error) => {
    const answer = await auth.requestToken('tasks', tasksSecret, parameters);
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('is refused in the same way for a wrong secret and an unknown client', async () => {
    const wrong = await auth.requestToken('tasks', 'not the secret of tasks');
    const unknown = await auth.requestToken('cats', 'not the secret of tasks');
    expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('cannot be requested by a browser application', async () => {
    const response = await fetch(`${auth.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'web' }),
    });
    expect(response.status).toBe(400);
  });

  it('is also issued for a secret in the body, as some libraries send it', async () => {
    const configuration = await openid.discovery(
      new URL(auth.issuer),
      'tasks',
      tasksSecret,
      openid.ClientSecretPost(tasksSecret),
      { execute: [openid.allowInsecureRequests] },
    );
    const tokens = await openid.clientCredentialsGrant(configuration, { resource: 'urn:ates:api' });
    expect(claimsOf(tokens.access_token)['sub']).toBe('tasks');
  });

  describe('for a client with a random secret', () => {
    const secret = newRandomSecret();
    const storedHash = async (): Promise<string> => {
      const [client] = await auth.database.query<{ secret_hash: string }>(
        `select secret_hash from service_client where id = 'payroll'`,
      );
      return client?.secret_hash ?? '';
    };

    beforeAll(async () => {
      const hash = await new Passwords().hash(secret);
      const client = { id: 'payroll', audience: 'urn:payroll:api', scopes: ['wages:read'] };
      await auth.get(Database).transaction((tx) => insertServiceClient(tx, client, hash));
    });

    it('replaces an argon2id hash by a fast one when the right secret is next used', async () => {
      expect((await auth.requestToken('payroll', newRandomSecret())).status).toBe(401);
      expect(await storedHash()).toMatch(/^\$argon2id\$/);
      expect((await auth.requestToken('payroll', secret)).status).toBe(200);
      expect(await storedHash()).toBe(hashOfRandomSecret(secret));
    });

    it('then accepts the same secret, and neither another one nor the hash', async () => {
      expect((await auth.requestToken('payroll', secret)).status).toBe(200);
      expect((await auth.requestToken('payroll', newRandomSecret())).status).toBe(401);
      expect((await auth.requestToken('payroll', encodeURIComponent(await storedHash()))).status).toBe(401);
    });
  });

  describe('for an external service', () => {
    beforeAll(async () => {
      const secretHash = await new Passwords().hash('the secret of billing');
      await auth.get(Database).transaction(async (tx) => {
        await insertServiceClient(
          tx,
          { id: 'billing', audience: 'urn:billing:api', scopes: ['bills:read'] },
          secretHash,
        );
      });
    });

    it('has the audience and the scopes of its client', async () => {
      const { status, body } = await auth.requestToken('billing', 'the secret of billing');
      expect(status).toBe(200);
      expect(claimsOf(body.access_token)).toMatchObject({
        sub: 'billing',
        aud: 'urn:billing:api',
        scope: 'bills:read',
      });
    });

    it.each([
      ['the audience of this system', { resource: 'urn:ates:api' }, 'invalid_target'],
      ['a scope it does not have', { scope: 'users:read' }, 'invalid_scope'],
    ])('is refused for %s', async (_, parameters, error) => {
      const answer = await auth.requestToken('billing', 'the secret of billing', parameters);
      expect(answer).toMatchObject({ status: 400, body: { error } });
    });

    it('is refused for a wrong secret, and for the stored hash of the right one', async () => {
      expect((await auth.requestToken('billing', 'another secret')).status).toBe(401);
      const [client] = await auth.database.query<{ secret_hash: string }>(
        `select secret_hash from service_client where id = 'billing'`,
      );
      expect(client?.secret_hash).toMatch(/^\$argon2id\$/);
      const answer = await auth.requestToken('billing', encodeURIComponent(client?.secret_hash ?? ''));
      expect(answer.status).toBe(401);
    });

    it('is rejected by our APIs, whose audience it lacks', async () => {
      const { body } = await auth.requestToken('billing', 'the secret of billing');
      const answer = await auth.withToken(body.access_token ?? '').get('/events');
      expect(answer).toMatchObject({ status: 401 });
    });
  });

  it('grants only what its scopes allow', async () => {
    const { body } = await auth.requestToken('tasks', tasksSecret, { scope: 'users:read' });
    const api = auth.withToken(body.access_token ?? '');
    const polly = await auth.idOf('polly@ates.local');
    expect((await api.get(`/users/${polly}`)).status).toBe(200);
    expect((await api.get('/events')).status).toBe(403);
    expect((await api.get('/metrics')).status).toBe(403);
    expect((await api.get('/oidc/me')).status).toBe(403);
  });
});
