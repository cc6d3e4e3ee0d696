import * as openid from 'openid-client';
import type { SessionList } from '@ates/contracts';
import { Database } from '@ates/platform';
import { Passwords } from '../src/credentials/passwords.js';
import { insertDeviceClient } from '../src/oidc/device-clients.js';
import { AuthService, claimsOf, demoPassword, webOrigin } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

interface DeviceCode {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
}

const deviceGrants = ['urn:ietf:params:oauth:grant-type:device_code', 'urn:ates:grant-type:beak'];

interface Metadata {
  grant_types_supported: string[];
  device_authorization_endpoint?: string;
}

const metadataOf = async (auth: AuthService): Promise<Metadata> => {
  const response = await fetch(`${auth.issuer}/.well-known/openid-configuration`);
  return (await response.json()) as Metadata;
};

const askForCode = (auth: AuthService): Promise<Response> =>
  fetch(`${auth.issuer}/device/auth`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'device', scope: 'openid profile email' }),
  });

describe('Devices can be switched off', () => {
  let auth: AuthService | undefined;

  const start = async (environment: Record<string, string>): Promise<AuthService> => {
    auth = await AuthService.start({ environment });
    return auth;
  };

  /** Registers a device, whatever the current configuration; returns its secret. */
  const registerDevice = async (service: AuthService): Promise<string> => {
    const secret = 'the secret of the front door';
    const hash = await new Passwords().hash(secret);
    await service.get(Database).transaction((tx) => insertDeviceClient(tx, 'front-door', hash));
    return secret;
  };

  const showBeak = async (service: AuthService, secret: string) => {
    const parameters = { grant_type: 'urn:ates:grant-type:beak', beak: 'ab'.repeat(32) };
    const { status, body } = await service.requestToken('front-door', secret, parameters);
    return [status, body.error];
  };

  afterEach(async () => {
    await auth?.stop();
    auth = undefined;
  });

  it('for beaks (A4): their grant and tokens are gone, device codes still work', async () => {
    const service = await start({ REGISTERED_DEVICES: 'false' });
    const secret = await registerDevice(service);
    const { grant_types_supported: grants } = await metadataOf(service);
    expect(deviceGrants.filter((grant) => grants.includes(grant))).toEqual(deviceGrants.slice(0, 1));
    expect(await showBeak(service, secret)).toEqual([401, 'invalid_client']);
    expect((await service.requestToken('front-door', secret)).body.error).toBe('invalid_client');
    const admin = await service.as('admin@ates.local');
    const { body } = await admin.get<{ items: { id: string }[] }>('/clients');
    expect(body.items.map(({ id }) => id)).not.toContain('front-door');
    expect(await admin.post('/clients/front-door/secret')).toMatchObject({ status: 404 });
    expect((await askForCode(service)).status).toBe(200);
  });

  it('for device codes: the client, its pages and its grant are gone, beaks still work', async () => {
    const service = await start({ DEVICE_CODES: 'false' });
    const secret = await registerDevice(service);
    const metadata = await metadataOf(service);
    expect(metadata.device_authorization_endpoint).toBeUndefined();
    expect(deviceGrants.filter((grant) => metadata.grant_types_supported.includes(grant))).toEqual(
      deviceGrants.slice(1),
    );
    expect((await askForCode(service)).status).toBe(404);
    expect((await new Browser().open(`${service.issuer}/device`, webOrigin)).status).toBe(404);
    expect(await showBeak(service, secret)).toEqual([400, 'invalid_grant']);
  });

  it('and are all enabled by default', async () => {
    const service = await start({});
    const { grant_types_supported: grants } = await metadataOf(service);
    expect(deviceGrants.every((grant) => grants.includes(grant))).toBe(true);
  });
});

describe('Signing in a device without a browser', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  const begin = async (): Promise<DeviceCode> => {
    const response = await fetch(`${auth.issuer}/device/auth`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'device', scope: 'openid profile email' }),
    });
    return (await response.json()) as DeviceCode;
  };

  const poll = async (code: DeviceCode) => {
    const response = await fetch(`${auth.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'device',
        device_code: code.device_code,
      }),
    });
    return (await response.json()) as { access_token?: string; refresh_token?: string; error?: string };
  };

  const enter = async (browser: Browser, userCode: string): Promise<ShownPage> => {
    const page = await browser.open(`${auth.issuer}/device`, webOrigin);
    return browser.submit(page, { user_code: userCode }, webOrigin);
  };

  it('takes the code shown on the device, a sign-in and a confirmation', async () => {
    const browser = new Browser();
    const code = await begin();
    expect(await poll(code)).toMatchObject({ error: 'authorization_pending' });
    const question = await enter(browser, code.user_code.toLowerCase());
    expect(question.text).toContain(code.user_code);
    expect(question.text).not.toMatch(/<script|onfocus/);
    const signInPage = await browser.submit(question, { confirm: 'yes' }, webOrigin);
    const done = await browser.submit(
      signInPage,
      { email: 'polly@ates.local', password: demoPassword },
      webOrigin,
    );
    expect(done.text).toContain('The device is signed in');
    const tokens = await poll(code);
    expect(claimsOf(tokens.access_token)).toMatchObject({
      sub: await auth.idOf('polly@ates.local'),
      roles: ['employee'],
      client_id: 'device',
    });
    expect(await poll(code)).toMatchObject({ error: 'invalid_grant' });
  });

  it('rejects an unknown code and asks again', async () => {
    const page = await enter(new Browser(), 'NONE-NONE');
    expect(alertOn(page)).toContain('doesn’t exist');
    expect(page.text).toContain('name="user_code"');
  });

  it('is denied when the person cancels', async () => {
    const browser = new Browser();
    const code = await begin();
    const page = await browser.submit(await enter(browser, code.user_code), { abort: 'yes' }, webOrigin);
    expect(alertOn(page)).toContain('not signed in');
    expect(await poll(code)).toMatchObject({ error: 'access_denied' });
  });

  it('persists when the browser that confirmed it signs out, until all sessions are ended', async () => {
    const browser = new Browser();
    const { id_token: idToken } = await auth.signIn('kesha@ates.local', demoPassword, browser);
    const code = await begin();
    const done = await browser.submit(await enter(browser, code.user_code), { confirm: 'yes' }, webOrigin);
    expect(done.text).toContain('The device is signed in');
    const tokens = await poll(code);
    const address = openid.buildEndSessionUrl(await auth.webClient(), { id_token_hint: idToken ?? '' });
    const page = await browser.open(address.href, webOrigin);
    await browser.submit(page, { logout: 'yes' }, webOrigin);
    const device = await openid.discovery(new URL(auth.issuer), 'device', undefined, openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const next = await openid.refreshTokenGrant(device, tokens.refresh_token ?? '');
    const kesha = await auth.idOf('kesha@ates.local');
    expect(claimsOf(next.access_token)['sub']).toBe(kesha);
    const admin = await auth.as('admin@ates.local');
    const { body } = await admin.get<SessionList>(`/users/${kesha}/sessions`);
    expect(body.items.map(({ kind }) => kind)).toEqual(['device']);
    await admin.send('DELETE', `/users/${kesha}/sessions`);
    await expect(openid.refreshTokenGrant(device, next.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });
});
