import * as openid from 'openid-client';
import { addressesLike } from './support/address-variants.js';
import { AuthService, callback, claimsOf, demoPassword, webOrigin } from './support/auth-service.js';
import { Browser, type ShownPage } from './support/browser.js';

type Parameters = Record<string, string | undefined>;

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

const usual: Parameters = {
  client_id: 'web',
  response_type: 'code',
  scope: 'openid profile email',
  redirect_uri: callback,
  code_challenge: challenge,
  code_challenge_method: 'S256',
  state: 'a state of the client',
};

/** The parameters that are not undefined. */
const queryOf = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const asTasks = basic('tasks', 'tasks-secret-for-tests-only');

/** OAuth 2.0 as RFC 9700 recommends it, against the running service. */
describe('OAuth', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  const authorize = (parameters: Parameters, browser = new Browser()): Promise<ShownPage> =>
    browser.open(`${auth.issuer}/auth?${queryOf({ ...usual, ...parameters }).toString()}`, callback);

  /** The first response to an authorization request, without following it. */
  const firstResponse = (query: string): Promise<Response> =>
    fetch(`${auth.issuer}/auth?${query}`, { redirect: 'manual', headers: { accept: 'text/html' } });

  const post = async (path: string, parameters: Parameters, headers: Record<string, string> = {}) => {
    const response = await fetch(`${auth.issuer}/${path}`, {
      method: 'POST',
      headers,
      body: queryOf(parameters),
      redirect: 'manual',
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    };
  };

  /** Signs a person in; returns the code and the verifier that belongs to it. */
  const codeOf = async (email = 'polly@ates.local', parameters: Record<string, string> = {}) => {
    const started = await auth.startSignIn(new Browser(), parameters);
    const shown = await auth.submitPassword(started, email);
    const code = new URL(shown.url).searchParams.get('code') ?? '';
    return { code, verifier: started.verifier, url: new URL(shown.url) };
  };

  const redeem = (parameters: Parameters, headers?: Record<string, string>) =>
    post(
      'token',
      { grant_type: 'authorization_code', client_id: 'web', redirect_uri: callback, ...parameters },
      headers,
    );

  describe('redirects only to an address exactly as it is registered, and not to', () => {
    const variants = Object.entries(addressesLike(callback));

    it.each(variants)('%s', async (_, redirectUri) => {
      const query = queryOf({ ...usual, redirect_uri: redirectUri }).toString();
      const response = await firstResponse(query);
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      const page = await response.text();
      expect([...page.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, address]) => address)).not.toContain(
        redirectUri,
      );
      const pushed = await post('request', { ...usual, redirect_uri: redirectUri });
      expect(pushed).toMatchObject({ status: 400 });
    });

    it('any address if the request names none or two, or if the client has none', async () => {
      const two = `${queryOf(usual).toString()}&redirect_uri=${encodeURIComponent(callback)}`;
      const none = queryOf({ ...usual, redirect_uri: undefined }).toString();
      const ofDevice = queryOf({ ...usual, client_id: 'device' }).toString();
      for (const query of [two, none, ofDevice]) {
        const response = await firstResponse(query);
        expect([response.status, response.headers.get('location')]).toEqual([400, null]);
      }
    });
  });

  describe('answers an authorization request', () => {
    it.each([
      ['a code', {}, true],
      ['an error', { prompt: 'none' }, false],
      ['an error about PKCE', { code_challenge: undefined, code_challenge_method: undefined }, false],
    ] satisfies [string, Parameters, boolean][])(
      'with its issuer and the unchanged state beside %s, against mix-up (RFC 9207)',
      async (_, parameters, isCode) => {
        const state = 'a b&c=d/"ü\'<>%00';
        const browser = new Browser();
        const page = await authorize({ ...parameters, state }, browser);
        const shown = isCode
          ? await browser.submit(page, { email: 'polly@ates.local', password: demoPassword }, callback)
          : page;
        const { searchParams } = new URL(shown.url);
        expect(searchParams.get('iss')).toBe(auth.issuer);
        expect(searchParams.get('state')).toBe(state);
        expect([...searchParams.keys()].includes('code')).toBe(isCode);
        const metadata = (await (
          await fetch(`${auth.issuer}/.well-known/openid-configuration`)
        ).json()) as object;
        expect(metadata).toMatchObject({
          issuer: auth.issuer,
          authorization_response_iss_parameter_supported: true,
        });
      },
    );

    it.each(['token', 'id_token', 'id_token token', 'code token', 'code id_token', 'none', 'perch'])(
      'for the response type %s with an error, without a token',
      async (type) => {
        const { url } = await authorize({ response_type: type, nonce: 'n' });
        // Errors of implicit flows come in the fragment.
        const answer = new URLSearchParams(`${new URL(url).search.slice(1)}&${new URL(url).hash.slice(1)}`);
        expect(answer.get('error')).toMatch(/unsupported_response_type|unauthorized_client/);
        expect([...answer.keys()].filter((key) => /token|code/.test(key))).toEqual([]);
      },
    );

    it.each(['web_message', 'jwt', 'query.jwt', 'perch'])('in no response mode like %s', async (mode) => {
      const { url } = await authorize({ response_mode: mode });
      expect(new URL(url).searchParams.get('error')).toBe('unsupported_response_mode');
    });

    it.each([
      ['no challenge', { code_challenge: undefined, code_challenge_method: undefined }],
      ['a plain challenge', { code_challenge_method: 'plain' }],
      ['a challenge without a method, which means plain', { code_challenge_method: undefined }],
      ['a method without a challenge', { code_challenge: undefined }],
      ['a method in another case', { code_challenge_method: 's256' }],
      ['a short challenge', { code_challenge: 'x'.repeat(42) }],
      ['a challenge with other characters', { code_challenge: `${'x'.repeat(42)}=` }],
      ['an empty challenge', { code_challenge: '' }],
    ] satisfies [string, Parameters][])('without a code if PKCE has %s', async (_, parameters) => {
      const { url } = await authorize(parameters);
      expect(new URL(url).searchParams.get('error')).toBe('invalid_request');
      const pushed = await post('request', { ...usual, ...parameters });
      expect(pushed).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    });

    it.each([
      ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
      [
        'the address of a request object',
        { request_uri: 'https://cat.example/' },
        'request_uri_not_supported',
      ],
      ['dynamic registration', { registration: '{}' }, 'registration_not_supported'],
    ] satisfies [string, Parameters, string][])(
      'with an error if it has %s',
      async (_, parameters, error) => {
        const page = await authorize(parameters);
        const shown = page.url.startsWith(callback)
          ? (new URL(page.url).searchParams.get('error') ?? '')
          : page.text;
        expect(shown).toMatch(new RegExp(`${error}|invalid_request_uri|invalid_request`));
      },
    );

    it('that was pushed, once', async () => {
      const pushed = await post('request', usual);
      expect(pushed.status).toBe(201);
      expect(pushed.headers.get('cache-control')).toBe('no-store');
      const uri = String(pushed.body['request_uri']);
      const query = queryOf({ client_id: 'web', request_uri: uri }).toString();
      const browser = new Browser();
      const page = await browser.open(`${auth.issuer}/auth?${query}`, callback);
      const shown = await browser.submit(
        page,
        { email: 'polly@ates.local', password: demoPassword },
        callback,
      );
      expect(new URL(shown.url).searchParams.get('code')).toMatch(/./);
      const again = await browser.open(`${auth.issuer}/auth?${query}`, callback);
      expect(`${again.url} ${again.text}`).toContain('invalid_request_uri');
    });

    it('of another client with nothing that was pushed by this one', async () => {
      const pushed = await post('request', usual);
      const query = queryOf({ client_id: 'device', request_uri: String(pushed.body['request_uri']) });
      const response = await firstResponse(query.toString());
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    });
  });

  describe('gives tokens for a code', () => {
    it('with the nonce of the request in the ID token', async () => {
      const { code, verifier } = await codeOf('polly@ates.local', { nonce: 'of this browser' });
      const { status, headers, body } = await redeem({ code, code_verifier: verifier });
      expect(status).toBe(200);
      expect(claimsOf(String(body['id_token']))).toMatchObject({
        nonce: 'of this browser',
        iss: auth.issuer,
        aud: 'web',
      });
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it.each([
      ['another verifier', { code_verifier: 'x'.repeat(43) }],
      ['no verifier', { code_verifier: undefined }],
      ['the challenge as the verifier', { code_verifier: challenge }],
      ['an empty verifier', { code_verifier: '' }],
      ['the other address of the client', { redirect_uri: `${webOrigin}/silent` }],
      ['the address in another spelling', { redirect_uri: `${webOrigin}/callback/` }],
      ['no address', { redirect_uri: undefined }],
      ['another client', { client_id: 'device' }],
    ] satisfies [string, Parameters][])('but not to %s', async (_, parameters) => {
      const { code, verifier } = await codeOf();
      const { status, body } = await redeem({ code, code_verifier: verifier, ...parameters });
      expect([400, 401]).toContain(status);
      expect(['invalid_grant', 'invalid_request', 'unauthorized_client', 'invalid_client']).toContain(
        body['error'],
      );
      expect(body).not.toHaveProperty('access_token');
    });

    it('but not to a service, and not after a minute', async () => {
      const { code, verifier } = await codeOf();
      const stolen = await redeem({ code, code_verifier: verifier, client_id: undefined }, asTasks);
      expect(stolen.body['error']).toMatch(/unauthorized_client|invalid_request/);
      await auth.database.query(
        `update oidc_payload set expires_at = now() - interval '1 second' where kind = 'AuthorizationCode'`,
      );
      expect((await redeem({ code, code_verifier: verifier })).body).toMatchObject({
        error: 'invalid_grant',
      });
    });

    it('once: used again, even with a wrong verifier, it revokes the refresh token that it gave', async () => {
      const { code, verifier } = await codeOf();
      const first = await redeem({ code, code_verifier: verifier });
      expect(first.status).toBe(200);
      expect((await redeem({ code, code_verifier: verifier })).body).toMatchObject({
        error: 'invalid_grant',
      });
      await expect(auth.refresh(String(first.body['refresh_token']))).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    });
  });

  describe('gives tokens for a refresh token', () => {
    it('only to the client that it was issued to', async () => {
      const { refresh_token: token } = await auth.signIn('polly@ates.local');
      const grant = { grant_type: 'refresh_token', refresh_token: token };
      expect((await post('token', { ...grant, client_id: 'device' })).body).toMatchObject({
        error: 'invalid_grant',
      });
      expect((await post('token', grant, asTasks)).body['error']).toMatch(
        /unauthorized_client|invalid_request/,
      );
      await expect(auth.refresh(token)).resolves.toBeDefined();
    });

    it('with no further scope', async () => {
      const started = await auth.startSignIn(new Browser(), { scope: 'openid' });
      const tokens = await auth.exchange(started, await auth.submitPassword(started, 'polly@ates.local'));
      for (const scope of ['openid profile', 'openid users:read', 'events:read']) {
        const grant = {
          grant_type: 'refresh_token',
          client_id: 'web',
          refresh_token: tokens.refresh_token,
          scope,
        };
        expect((await post('token', grant)).body).toMatchObject({ error: 'invalid_scope' });
      }
      expect(claimsOf((await auth.refresh(tokens.refresh_token)).access_token)['scope']).toBe('openid');
    });
  });

  it.each([
    ['password', { username: 'polly@ates.local', password: demoPassword }],
    ['implicit', {}],
    ['client_credentials', {}],
    ['urn:ietf:params:oauth:grant-type:jwt-bearer', { assertion: 'x.y.z' }],
    ['urn:ietf:params:oauth:grant-type:saml2-bearer', { assertion: 'x' }],
    ['urn:ietf:params:oauth:grant-type:token-exchange', { subject_token: 'x' }],
    ['urn:openid:params:grant-type:ciba', { auth_req_id: 'x' }],
    ['urn:ates:grant-type:beak', { beak: 'ab'.repeat(32) }],
    ['perch', {}],
  ])('gives the web UI no token by the grant %s', async (grant, parameters) => {
    const { status, body } = await post('token', { grant_type: grant, client_id: 'web', ...parameters });
    expect(status).toBe(400);
    expect(body['error']).toMatch(/unsupported_grant_type|unauthorized_client|invalid_request/);
    const metadata = (await (
      await fetch(`${auth.issuer}/.well-known/openid-configuration`)
    ).json()) as Record<string, string[]>;
    expect(metadata['response_types_supported']).toEqual(['code']);
    expect(metadata['code_challenge_methods_supported']).toEqual(['S256']);
    expect(metadata['grant_types_supported']).not.toContain('password');
    expect(metadata['grant_types_supported']).not.toContain('implicit');
  });

  describe('authenticates a service', () => {
    const grant = { grant_type: 'client_credentials' };
    const secret = 'tasks-secret-for-tests-only';

    it.each([
      ['a wrong secret', grant, basic('tasks', 'perch')],
      ['an empty secret', grant, basic('tasks', '')],
      ['no secret', { ...grant, client_id: 'tasks' }, {}],
      ["another service's secret", grant, basic('finance', secret)],
      ['a secret in another case', grant, basic('tasks', secret.toUpperCase())],
      ['an unknown client', grant, basic('cats', secret)],
      ['the id of another client beside it', { ...grant, client_id: 'finance' }, asTasks],
      ['two ways at once', { ...grant, client_id: 'tasks', client_secret: secret }, asTasks],
      [
        'an unsigned assertion',
        {
          ...grant,
          client_id: 'tasks',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: 'eyJhbGciOiJub25lIn0.e30.',
        },
        {},
      ],
      ['a malformed header', grant, { authorization: 'Basic %%%' }],
      ['a bearer token', grant, { authorization: `Bearer ${secret}` }],
    ] satisfies [string, Parameters, Record<string, string>][])(
      'but not by %s',
      async (_, parameters, headers) => {
        const { status, body, headers: answered } = await post('token', parameters, headers);
        expect([400, 401]).toContain(status);
        expect(body['error']).toMatch(/invalid_client|invalid_request/);
        expect(JSON.stringify(body)).not.toContain(secret);
        expect(answered.get('cache-control')).toBe('no-store');
      },
    );

    it('but not by a secret in the address, nor by GET', async () => {
      const query = new URLSearchParams({ ...grant, client_id: 'tasks', client_secret: secret }).toString();
      expect((await post(`token?${query}`, {})).status).toBe(400);
      expect([404, 405]).toContain((await fetch(`${auth.issuer}/token?${query}`)).status);
    });
  });

  describe('revokes and describes tokens', () => {
    it('only for the client that they were issued to', async () => {
      const { refresh_token: token = '' } = await auth.signIn('polly@ates.local');
      for (const [parameters, headers] of [
        [{ token, client_id: 'device' }, {}],
        [{ token }, asTasks],
      ] satisfies [Parameters, Record<string, string>][]) {
        expect((await post('token/revocation', parameters, headers)).status).toBe(200);
      }
      const next = await auth.refresh(token);
      const revoked = await post('token/revocation', { token: next.refresh_token, client_id: 'web' });
      expect([revoked.status, revoked.headers.get('cache-control')]).toEqual([200, 'no-store']);
      await expect(auth.refresh(next.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect((await post('token/revocation', { token }, basic('tasks', 'perch'))).status).toBe(401);
    });

    it('without an introspection endpoint: no one but Auth accepts tokens that need one', async () => {
      const metadata = (await (
        await fetch(`${auth.issuer}/.well-known/openid-configuration`)
      ).json()) as object;
      expect(metadata).not.toHaveProperty('introspection_endpoint');
      const { refresh_token: token = '' } = await auth.signIn('polly@ates.local');
      expect(await post('token/introspection', { token }, asTasks)).toMatchObject({ status: 404 });
    });
  });

  describe('lets browsers on other sites', () => {
    const preflight = (path: string, origin: string) =>
      fetch(`${auth.issuer}/${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });

    it('request tokens only if they are configured, and never with cookies', async () => {
      const token = async (origin: string) => {
        const { headers } = await post(
          'token',
          { grant_type: 'refresh_token', client_id: 'web', refresh_token: 'x' },
          { origin },
        );
        return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-credentials')];
      };
      expect(await token(webOrigin)).toEqual([webOrigin, null]);
      for (const origin of ['https://cat.example', 'null', `${webOrigin}.cat.example`, 'http://localhost']) {
        expect((await token(origin))[0]).not.toBe(origin);
        expect((await token(origin))[0]).not.toBe('*');
      }
    });

    it('read no page and no authorization response', async () => {
      for (const path of ['auth', 'session/end', 'device', 'sign-in/x']) {
        const response = await preflight(path, 'https://cat.example');
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    });
  });

  it('uses its own addresses, whatever Host the request names', async () => {
    const response = await fetch(`${auth.issuer}/auth?${queryOf(usual).toString()}`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': 'cat.example', 'x-forwarded-proto': 'https' },
    });
    expect(response.headers.get('location')?.startsWith(`${auth.issuer}/sign-in/`)).toBe(true);
    const metadata = await openid.discovery(new URL(auth.issuer), 'web', undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    expect(metadata.serverMetadata().token_endpoint).toBe(`${auth.issuer}/token`);
  });
});
