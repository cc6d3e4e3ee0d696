import * as openid from 'openid-client';
import { AuthService, callback, claimsOf, demoPassword, webOrigin } from './support/auth-service.js';
import { alertOn, Browser } from './support/browser.js';

describe('Signing in', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
  });

  afterAll(() => auth.stop());

  it('with a code and PKCE returns tokens that identify the person (A2)', async () => {
    const tokens = await auth.signIn('manager@ates.local');
    const id = await auth.idOf('manager@ates.local');
    const claims = claimsOf(tokens.access_token);
    expect(claims).toMatchObject({
      iss: auth.issuer,
      aud: 'urn:ates:api',
      sub: id,
      roles: ['manager'],
      client_id: 'web',
      scope: 'openid profile email',
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
    expect(tokens.claims()).toMatchObject({
      sub: id,
      name: 'Captain Flint',
      email: 'manager@ates.local',
      roles: ['manager'],
    });
  });

  it('accepts the e-mail in any case and with surrounding spaces', async () => {
    const tokens = await auth.signIn(' Polly@ATES.local ');
    expect(claimsOf(tokens.access_token)['sub']).toBe(await auth.idOf('polly@ates.local'));
  });

  it('lets userinfo return the person of the token, by GET and by POST (A5)', async () => {
    const api = await auth.as('polly@ates.local');
    const expected = { name: 'Polly', email: 'polly@ates.local', roles: ['employee'] };
    expect(await api.get('/oidc/me')).toMatchObject({ status: 200, body: expected });
    expect(await api.post('/oidc/me')).toMatchObject({ status: 200, body: expected });
    expect((await auth.anonymous().get('/oidc/me')).status).toBe(401);
  });

  it('with a wrong password shows the form again, with the e-mail and an alert', async () => {
    const started = await auth.startSignIn();
    const again = await auth.submitPassword(started, 'polly@ates.local', 'wrong');
    expect(again.status).toBe(401);
    expect(alertOn(again)).toContain('Wrong e-mail or password');
    expect(again.text).toContain('value="polly@ates.local"');
    expect(again.text).not.toContain('wrong');
    const shown = await started.browser.submit(
      again,
      { email: 'polly@ates.local', password: demoPassword },
      callback,
    );
    expect(shown.url.startsWith(callback)).toBe(true);
  });

  it.each([
    ['without PKCE', {}],
    ['with plain PKCE', { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }],
  ])('%s is rejected', async (_, parameters) => {
    const address = openid.buildAuthorizationUrl(await auth.webClient(), {
      redirect_uri: callback,
      scope: 'openid',
      ...parameters,
    });
    const shown = await new Browser().open(address.href, callback);
    expect(new URL(shown.url).searchParams.get('error')).toBe('invalid_request');
  });

  it('never redirects to an address that the client has not registered', async () => {
    const { page } = await auth.startSignIn(new Browser(), { redirect_uri: 'https://cat.example/callback' });
    expect(page).toMatchObject({ status: 400 });
    expect(page.url.startsWith(auth.issuer)).toBe(true);
    expect(page.text).toContain('invalid_redirect_uri');
  });

  it('is not required again during the session, even without a page', async () => {
    const browser = new Browser();
    await auth.signIn('kesha@ates.local', demoPassword, browser);
    const silent = await auth.startSignIn(browser, { prompt: 'none' });
    const tokens = await auth.exchange(silent, silent.page);
    expect(claimsOf(tokens.access_token)['sub']).toBe(await auth.idOf('kesha@ates.local'));
  });

  it('as another person ends the previous session', async () => {
    const browser = new Browser();
    const before = await auth.signIn('kesha@ates.local', demoPassword, browser);
    const started = await auth.startSignIn(browser, { prompt: 'login' });
    // This page submits itself where scripts run.
    const between = await auth.submitPassword(started, 'polly@ates.local');
    expect(between.headers.get('content-security-policy')).toMatch(/script-src 'self' 'sha256-/);
    const shown = await browser.submit(between, {}, callback);
    const tokens = await auth.exchange(started, shown);
    expect(claimsOf(tokens.access_token)['sub']).toBe(await auth.idOf('polly@ates.local'));
    await expect(auth.refresh(before.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(auth.refresh(tokens.refresh_token)).resolves.toBeDefined();
  });

  it('without a session and without a page returns login_required', async () => {
    const silent = await auth.startSignIn(new Browser(), { prompt: 'none' });
    expect(new URL(silent.page.url).searchParams.get('error')).toBe('login_required');
  });

  describe('The page', () => {
    it('has labels, autofill, a single script of our own and nothing from other sites', async () => {
      const { page } = await auth.startSignIn();
      expect(page.status).toBe(200);
      expect(page.text).toContain('<html lang="en">');
      expect(page.text).toMatch(/<label for="email">/);
      expect(page.text).toMatch(
        /<input id="email" name="email" type="text" inputmode="email"[^>]*autocomplete="username"/,
      );
      expect(page.text).toMatch(/type="password" autocomplete="current-password"/);
      const scripts = page.text.match(/<script[^>]*>[^<]*<\/script>/g);
      expect(scripts).toEqual(['<script type="module" src="/oidc/beak-photo.js"></script>']);
      expect(page.text.match(/src=/g)).toHaveLength(1);
      expect(page.text).not.toMatch(/https?:/);
    });

    it('cannot be framed, runs only our script, and submits only to itself and back to the application', async () => {
      const { page } = await auth.startSignIn();
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain(`form-action 'self' ${webOrigin}`);
      expect(policy).toMatch(/; script-src 'self'$/);
      expect(policy).not.toContain('unsafe');
      expect(page.headers.get('cache-control')).toBe('no-store');
    });

    it('is in Russian for browsers that prefer it', async () => {
      const { page } = await auth.startSignIn(new Browser({ 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' }));
      expect(page.text).toContain('<html lang="ru">');
      expect(page.text).toContain('Войти');
    });

    it('is in the language the application requests, whatever the browser prefers', async () => {
      const { page } = await auth.startSignIn(new Browser({ 'accept-language': 'en' }), {
        ui_locales: 'ru-RU en',
      });
      expect(page.text).toContain('<html lang="ru">');
    });

    it('escapes user input', async () => {
      const started = await auth.startSignIn();
      const again = await auth.submitPassword(started, '"><img src=x>@ates.local', 'wrong');
      expect(again.text).not.toContain('<img');
      const { page } = await auth.startSignIn(new Browser(), { login_hint: '"><script>1</script>' });
      expect(page.text).not.toContain('<script>');
    });

    it('says when the sign-in has ended and links to the application', async () => {
      const started = await auth.startSignIn();
      await auth.submitPassword(started, 'polly@ates.local');
      for (const browser of [started.browser, new Browser()]) {
        const shown = await browser.open(started.page.url, callback);
        expect(shown).toMatchObject({ status: 400 });
        expect(shown.text).toContain('has expired');
        expect(shown.text).toContain(`href="${webOrigin}/"`);
      }
      const late = await auth.submitPassword(started, 'polly@ates.local');
      expect(late.status).toBe(400);
    });

    it("cannot be opened at the address of another person's sign-in", async () => {
      const [mine, theirs] = [await auth.startSignIn(), await auth.startSignIn()];
      const shown = await mine.browser.open(theirs.page.url, callback);
      expect(shown.status).toBe(400);
    });
  });

  it('sets signed cookies that scripts and other sites cannot read', async () => {
    const response = await fetch(
      `${auth.issuer}/auth?client_id=web&response_type=code&scope=openid&redirect_uri=${callback}&code_challenge=${'x'.repeat(43)}&code_challenge_method=S256`,
      { redirect: 'manual' },
    );
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/samesite=lax/i);
      expect(cookie).toMatch(/httponly/i);
    }
    expect(cookies.some((cookie) => cookie.includes('.sig='))).toBe(true);
  });

  describe('A code', () => {
    it('works once, and using it again revokes its tokens', async () => {
      const started = await auth.startSignIn();
      const shown = await auth.submitPassword(started, 'coco@ates.local');
      const tokens = await auth.exchange(started, shown);
      await expect(auth.exchange(started, shown)).rejects.toMatchObject({ error: 'invalid_grant' });
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('works for at most one of ten concurrent requests', async () => {
      const started = await auth.startSignIn();
      const shown = await auth.submitPassword(started, 'coco@ates.local');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => auth.exchange(started, shown)),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    });

    it('does not work without the PKCE verifier of the browser that requested it', async () => {
      const started = await auth.startSignIn();
      const shown = await auth.submitPassword(started, 'coco@ates.local');
      const thief = { ...started, verifier: openid.randomPKCECodeVerifier() };
      await expect(auth.exchange(thief, shown)).rejects.toMatchObject({ error: 'invalid_grant' });
    });
  });

  describe('A refresh token', () => {
    it('is replaced by a new one, with the current roles', async () => {
      const admin = await auth.as('admin@ates.local');
      const first = await auth.signIn('jacquot@ates.local');
      const id = await auth.idOf('jacquot@ates.local');
      await admin.send('PATCH', `/users/${id}`, { roles: ['employee', 'accountant'] });
      const second = await auth.refresh(first.refresh_token);
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect(claimsOf(second.access_token)).toMatchObject({ sub: id, roles: ['employee', 'accountant'] });
      expect(second.claims()).toMatchObject({ roles: ['employee', 'accountant'] });
    });

    /** Ends the grace period of all used tokens, by the database's clock. */
    const graceIsOver = () =>
      auth.database.query(
        `update oidc_payload set consumed_at = consumed_at - interval '31 seconds' where consumed_at is not null`,
      );

    it('used again within the grace period returns tokens again, because the first response may have been lost', async () => {
      const first = await auth.signIn('polly@ates.local');
      const lost = await auth.refresh(first.refresh_token);
      const again = await auth.refresh(first.refresh_token);
      expect(again.refresh_token).not.toBe(lost.refresh_token);
      const id = await auth.idOf('polly@ates.local');
      for (const { refresh_token: token } of [lost, again]) {
        expect(claimsOf((await auth.refresh(token)).access_token)).toMatchObject({ sub: id, amr: ['pwd'] });
      }
    });

    it('returns tokens to ten concurrent requests', async () => {
      const first = await auth.signIn('polly@ates.local');
      const tokens = await Promise.all(Array.from({ length: 10 }, () => auth.refresh(first.refresh_token)));
      expect(new Set(tokens.map((issued) => issued.refresh_token)).size).toBe(10);
      await expect(auth.refresh(tokens.at(-1)?.refresh_token)).resolves.toBeDefined();
    });

    it('used again after the grace period revokes all tokens of the sign-in, because someone has a copy', async () => {
      const first = await auth.signIn('polly@ates.local');
      const [second, third] = [
        await auth.refresh(first.refresh_token),
        await auth.refresh(first.refresh_token),
      ];
      await graceIsOver();
      await expect(auth.refresh(first.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      for (const { refresh_token: token } of [second, third]) {
        await expect(auth.refresh(token)).rejects.toMatchObject({ error: 'invalid_grant' });
      }
    });

    it('has a grace period that starts with its first use and is not extended by later ones', async () => {
      const first = await auth.signIn('polly@ates.local');
      await auth.refresh(first.refresh_token);
      await auth.database.query(
        `update oidc_payload set consumed_at = consumed_at - interval '29 seconds' where consumed_at is not null`,
      );
      await auth.refresh(first.refresh_token);
      await auth.database.query(
        `update oidc_payload set consumed_at = consumed_at - interval '2 seconds' where consumed_at is not null`,
      );
      await expect(auth.refresh(first.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('can be revoked', async () => {
      const tokens = await auth.signIn('polly@ates.local');
      await openid.tokenRevocation(await auth.webClient(), tokens.refresh_token ?? '');
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    });

    it('of a deleted person no longer works, nor does their session', async () => {
      const admin = await auth.as('admin@ates.local');
      const browser = new Browser();
      const tokens = await auth.signIn('chatot@ates.local', demoPassword, browser);
      const api = auth.withToken(tokens.access_token);
      expect((await api.get('/oidc/me')).status).toBe(200);
      const id = await auth.idOf('chatot@ates.local');
      expect((await admin.send('DELETE', `/users/${id}`)).status).toBe(204);
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      expect(await api.get('/oidc/me')).toMatchObject({
        status: 401,
        body: { type: 'urn:ates:problem:account-deleted' },
      });
      const silent = await auth.startSignIn(browser, { prompt: 'none' });
      expect(new URL(silent.page.url).searchParams.get('error')).toBe('login_required');
      const started = await auth.startSignIn();
      expect((await auth.submitPassword(started, 'chatot@ates.local')).status).toBe(401);
    });
  });

  describe('Signing out', () => {
    const signOutPage = async (browser: Browser, idToken: string | undefined) => {
      const address = openid.buildEndSessionUrl(await auth.webClient(), {
        id_token_hint: idToken ?? '',
        post_logout_redirect_uri: `${webOrigin}/`,
      });
      return browser.open(address.href, webOrigin);
    };

    it('asks for confirmation, ends the session and the refresh token, and returns to the application', async () => {
      const browser = new Browser();
      const tokens = await auth.signIn('kesha@ates.local', demoPassword, browser);
      const page = await signOutPage(browser, tokens.id_token);
      expect(page.text).toContain('Do you want to sign out of aTES?');
      expect(page.text).not.toMatch(/<script|src=/);
      // The only external address is the application, for people who stay signed in.
      expect(page.text.match(/https?:\/\/[^"]*/g)).toEqual([`${webOrigin}/`]);
      expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${webOrigin}`);
      const shown = await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(shown.url).toBe(`${webOrigin}/`);
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      const silent = await auth.startSignIn(browser, { prompt: 'none' });
      expect(new URL(silent.page.url).searchParams.get('error')).toBe('login_required');
    });

    it('can return to the signed-out page of the application', async () => {
      const browser = new Browser();
      const { id_token: hint = '' } = await auth.signIn('kesha@ates.local', demoPassword, browser);
      const address = openid.buildEndSessionUrl(await auth.webClient(), {
        id_token_hint: hint,
        post_logout_redirect_uri: `${webOrigin}/signed-out`,
      });
      const page = await browser.open(address.href, webOrigin);
      const shown = await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(shown.url).toBe(`${webOrigin}/signed-out`);
    });

    it('does not affect other browsers of the same person', async () => {
      const [here, there] = [new Browser(), new Browser()];
      const tokensHere = await auth.signIn('kesha@ates.local', demoPassword, here);
      const tokensThere = await auth.signIn('kesha@ates.local', demoPassword, there);
      await here.submit(await signOutPage(here, tokensHere.id_token), { logout: 'yes' }, webOrigin);
      await expect(auth.refresh(tokensThere.refresh_token)).resolves.toBeDefined();
    });

    it('ends on our own page if no application is named', async () => {
      const browser = new Browser();
      await auth.signIn('kesha@ates.local', demoPassword, browser);
      const page = await browser.open(`${auth.issuer}/session/end`, webOrigin);
      const shown = await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(shown).toMatchObject({ status: 200 });
      expect(shown.text).toContain('Signed out');
    });
  });

  describe('An error', () => {
    it('is a page for people and JSON for programs', async () => {
      const address = `${auth.issuer}/auth?client_id=nobody`;
      const page = await new Browser({ 'accept-language': 'ru' }).open(address, callback);
      expect(page).toMatchObject({ status: 400 });
      expect(page.text).toContain('<h1>Неизвестное приложение</h1>');
      const response = await fetch(address, { headers: { accept: 'application/json' } });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: 'invalid_client' });
    });

    it.each([
      ['auth?client_id=nobody', 'Unknown application', 'doesn’t recognize the application'],
      [
        'auth?client_id=web&redirect_uri=https://cat.example',
        'We stopped this request',
        'isn’t registered for it',
      ],
      ['auth/over', 'This sign-in has expired', 'sign in again'],
      ['session/end?id_token_hint=x', 'We can’t process this request', 'isn’t valid'],
      ['perch', 'Page not found', 'Check the address'],
    ])(
      'says what happened, why and what to do, and links to the application: %s',
      async (address, title, text) => {
        const page = await new Browser().open(`${auth.issuer}/${address}`, callback);
        expect(page.text).toContain(`<h1>${title}</h1>`);
        expect(page.text).toContain(text);
        expect(page.text).toContain(`href="${webOrigin}/"`);
        expect(page.headers.get('cache-control')).toBe('no-store');
        expect(page.headers.get('x-frame-options')).toBe('DENY');
        expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      },
    );

    it('for an unknown address is a 404', async () => {
      const response = await fetch(`${auth.issuer}/perch`);
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ error: 'not_found' });
      const page = await new Browser().open(`${auth.issuer}/perch`, callback);
      expect(page).toMatchObject({ status: 404 });
      expect(page.text).toContain('<html');
    });

    it('is 400 or 401, not a server error, for NUL characters', async () => {
      const response = await fetch(`${auth.issuer}/auth?client_id=%00`);
      expect(response.status).toBe(400);
      const requests: Record<string, string>[] = [
        { grant_type: 'refresh_token', client_id: 'web', refresh_token: 'a\0b' },
        { grant_type: 'authorization_code', client_id: 'web', code: 'a\0b', redirect_uri: callback },
        { grant_type: 'refresh_token', client_id: 'a\0b', refresh_token: 'x' },
      ];
      for (const body of requests) {
        const answer = await fetch(`${auth.issuer}/token`, {
          method: 'POST',
          body: new URLSearchParams(body),
        });
        expect([400, 401]).toContain(answer.status);
      }
      const started = await auth.startSignIn();
      expect((await auth.submitPassword(started, 'a\0b@ates.local', 'a\0b')).status).toBe(401);
    });

    it('is 400 or 413, not a server error, for a form that is far too long', async () => {
      const body = new URLSearchParams({ grant_type: 'x'.repeat(200_000) });
      const response = await fetch(`${auth.issuer}/token`, { method: 'POST', body });
      expect(response.status).toBe(400);
      const started = await auth.startSignIn();
      const shown = await auth.submitPassword(started, 'polly@ates.local', 'x'.repeat(200_000));
      expect(shown.status).toBe(413);
    });
  });
});

describe('Behind an origin', () => {
  it('uses the issuer in all addresses, whatever address the service itself is requested at', async () => {
    const issuer = 'https://ates.example/api/auth/oidc';
    const auth = await AuthService.start({
      environment: { OIDC_ISSUER: issuer, WEB_ORIGIN: 'https://ates.example' },
    });
    try {
      const discovery = await fetch(`${auth.url}/oidc/.well-known/openid-configuration`);
      const metadata = (await discovery.json()) as Record<string, unknown>;
      const addresses = Object.entries(metadata).filter(([name]) => /_endpoint$|_uri$/.test(name));
      expect(addresses.length).toBeGreaterThan(5);
      for (const [, address] of addresses) {
        expect(String(address).startsWith(`${issuer}/`)).toBe(true);
      }
      const query = new URLSearchParams({
        client_id: 'web',
        response_type: 'code',
        scope: 'openid',
        redirect_uri: 'https://ates.example/callback',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      });
      const response = await fetch(`${auth.url}/oidc/auth?${query.toString()}`, { redirect: 'manual' });
      expect(response.headers.get('location')).toMatch(`${issuer}/sign-in/`);
      const cookies = response.headers.getSetCookie();
      expect(cookies.length).toBeGreaterThan(0);
      expect(cookies.every((cookie) => cookie.includes('; secure'))).toBe(true);
      expect(cookies.every((cookie) => cookie.includes('path=/api/auth/oidc/'))).toBe(true);
    } finally {
      await auth.stop();
    }
  });
});
