import * as openid from 'openid-client';
import { addressesLike } from './support/address-variants.js';
import { AuthService, callback, demoPassword, webOrigin } from './support/auth-service.js';
import { Browser, type ShownPage } from './support/browser.js';

/** All addresses that a page leads to. */
const addressesOn = (html: string): string[] =>
  [...html.matchAll(/(?:href|action|src)="([^"]*)"/g)].map(([, address = '']) => address);

/** The page's own path without its query and fragment. */
const pathOf = (page: ShownPage): string => new URL(page.url).origin + new URL(page.url).pathname;

describe('The pages of Auth', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start({ environment: { REGISTRATION: 'open' } });
  });

  afterAll(() => auth.stop());

  const open = (path: string, browser = new Browser()): Promise<ShownPage> =>
    browser.open(`${auth.issuer}/${path}`, webOrigin);

  /** The step of a sign-in on a page of its own. */
  const stepOf = async (step: string) => {
    const browser = new Browser();
    const { page } = await auth.startSignIn(browser);
    return { browser, page: await browser.open(`${pathOf(page)}/${step}`, webOrigin) };
  };

  const wrongPassword = async (): Promise<ShownPage> =>
    auth.submitPassword(await auth.startSignIn(), 'polly@ates.local', 'wrong');

  const requestedReset = async (): Promise<ShownPage> => {
    const { browser, page } = await stepOf('forgotten-password');
    return browser.submit(page, { email: 'unknown@example.org' }, webOrigin);
  };

  const registered = async (): Promise<ShownPage> => {
    const { browser, page } = await stepOf('registration');
    return browser.submit(
      page,
      { name: 'Rio', email: 'rio@example.org', password: 'a long enough one' },
      webOrigin,
    );
  };

  const resetPage = async (): Promise<ShownPage> => {
    await auth.anonymous().post('/password-resets', { email: 'polly@ates.local' });
    return open(`link/reset-password/${await auth.tokenTo('polly@ates.local', 'reset-password')}`);
  };

  const userCode = async (): Promise<string> => {
    const response = await fetch(`${auth.issuer}/device/auth`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: 'device', scope: 'openid' }),
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    return ((await response.json()) as { user_code: string }).user_code;
  };

  const enterUserCode = async (code: string): Promise<ShownPage> => {
    const browser = new Browser();
    return browser.submit(await open('device', browser), { user_code: code }, webOrigin);
  };

  const signOutPage = async (browser: Browser): Promise<ShownPage> => {
    const tokens = await auth.signIn('polly@ates.local', demoPassword, browser);
    const hint = new URLSearchParams({
      id_token_hint: tokens.id_token ?? '',
      post_logout_redirect_uri: `${webOrigin}/`,
    });
    return open(`session/end?${hint.toString()}`, browser);
  };

  const signedOutPage = async (): Promise<ShownPage> => {
    const browser = new Browser();
    await auth.signIn('polly@ates.local', demoPassword, browser);
    return browser.submit(await open('session/end', browser), { logout: 'yes' }, webOrigin);
  };

  const betweenTwoPeople = async (): Promise<ShownPage> => {
    const browser = new Browser();
    await auth.signIn('polly@ates.local', demoPassword, browser);
    const started = await auth.startSignIn(browser, { prompt: 'login' });
    return auth.submitPassword(started, 'kesha@ates.local');
  };

  const pages: [string, () => Promise<ShownPage>][] = [
    ['sign-in', async () => (await auth.startSignIn()).page],
    ['sign-in after a wrong password', wrongPassword],
    ['sign-in as another person', betweenTwoPeople],
    ['an expired sign-in', () => open('sign-in/over')],
    ['forgotten password', async () => (await stepOf('forgotten-password')).page],
    ['requested password reset', requestedReset],
    ['password reset', resetPage],
    ['registration', async () => (await stepOf('registration')).page],
    ['check your mail', registered],
    ['an unknown invitation', () => open('link/invitation/forged')],
    ['an unknown confirmation', () => open('link/confirm-address/forged')],
    ['an unknown password reset', () => open('link/reset-password/forged')],
    ['device', () => open('device')],
    ['a wrong user code', () => enterUserCode('NONE-NONE')],
    ['a user code', async () => enterUserCode(await userCode())],
    ['sign-out', () => signOutPage(new Browser())],
    ['signed out', signedOutPage],
    ['setup', () => open('setup')],
    ['an unknown application', () => open('auth?client_id=cat')],
    ['an unknown address', () => open('perch')],
  ];

  it.each(pages)(
    'cannot be framed or cached, send no referrer, and lead to no other site: %s',
    async (_, show) => {
      const { headers, text, status } = await show();
      expect(text).toContain('<html');
      expect(status).toBeLessThan(500);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': expect.stringContaining('no-store') as string,
      });
      const elsewhere = addressesOn(text).filter(
        (address) =>
          !address.startsWith(`${webOrigin}/`) &&
          !address.startsWith('data:image/') &&
          !address.startsWith(`${auth.issuer}/`) &&
          !/^\/(?![/\\])/.test(address),
      );
      expect(elsewhere).toEqual([]);
    },
  );

  it('set only cookies that scripts and other sites cannot read', async () => {
    const lines: string[] = [];
    const browser = new Browser();
    const { fetch: real } = globalThis;
    vi.stubGlobal('fetch', async (...parameters: Parameters<typeof real>) => {
      const response = await real(...parameters);
      lines.push(...response.headers.getSetCookie());
      return response;
    });
    try {
      await auth.signIn('polly@ates.local', demoPassword, browser);
      await auth.startSignIn(browser, { prompt: 'login', ui_locales: 'ru' });
      await signOutPage(new Browser());
      await enterUserCode('NONE-NONE');
    } finally {
      vi.unstubAllGlobals();
    }
    const names = new Set(lines.map((line) => line.split('=')[0]));
    expect([...names]).toEqual(
      expect.arrayContaining(['_session', '_interaction', 'known-device', 'language']),
    );
    for (const line of lines) {
      expect(line).toMatch(/; *path=\/oidc/i);
      expect(line).toMatch(/; *httponly/i);
      expect(line).toMatch(/; *samesite=(?:lax|strict)/i);
      expect(line).not.toMatch(/; *domain=/i);
    }
  });

  describe('refuse a form that another site submits', () => {
    const submit = (url: string, fields: Record<string, string>, browser = new Browser()) =>
      browser.open(url, webOrigin, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { origin: 'https://cat.example', referer: 'https://cat.example/' },
      });

    const credentials = { email: 'polly@ates.local', password: demoPassword };

    it('to sign in: it has no cookie of the sign-in, or one of another sign-in', async () => {
      const [mine, theirs] = [await auth.startSignIn(), await auth.startSignIn()];
      for (const browser of [new Browser(), theirs.browser]) {
        const shown = await submit(mine.page.url, credentials, browser);
        expect(shown).toMatchObject({ status: 400 });
        expect(shown.text).toContain('has expired');
        expect(browser.cookie('_session')).toBeUndefined();
      }
      expect((await auth.submitPassword(mine, 'polly@ates.local')).url.startsWith(callback)).toBe(true);
    });

    it('to request a password reset or to register', async () => {
      const { page } = await auth.startSignIn();
      for (const step of ['forgotten-password', 'registration', 'registration/again']) {
        const shown = await submit(`${pathOf(page)}/${step}`, { email: 'rio@example.org' });
        expect(shown).toMatchObject({ status: 400 });
      }
    });

    it('to sign out: it does not know the secret of the session', async () => {
      const browser = new Browser();
      await signOutPage(browser);
      for (const xsrf of ['', 'x', 'undefined']) {
        const shown = await submit(`${auth.issuer}/session/end/confirm`, { logout: 'yes', xsrf }, browser);
        expect(shown.status).toBe(400);
      }
      expect(await isSignedIn(browser)).toBe(true);
    });

    it('to authorize a device', async () => {
      const browser = new Browser();
      await auth.signIn('polly@ates.local', demoPassword, browser);
      const code = await userCode();
      await open('device', browser);
      for (const xsrf of ['', 'x']) {
        const fields = { user_code: code, confirm: 'yes', xsrf };
        const shown = await submit(`${auth.issuer}/device`, fields, browser);
        expect(shown.text).not.toContain('The device is signed in');
      }
      const [stored] = await auth.database.query<{ account_id: string | null }>(
        `select account_id from oidc_payload where kind = 'DeviceCode' and user_code = $1`,
        [code.replace('-', '')],
      );
      expect(stored).toEqual({ account_id: null });
    });
  });

  const isSignedIn = async (browser: Browser): Promise<boolean> => {
    const { page } = await auth.startSignIn(browser, { prompt: 'none' });
    return new URL(page.url).searchParams.has('code');
  };

  const sessionOf = (browser: Browser) => ({
    _session: browser.cookie('_session') ?? '',
    '_session.sig': browser.cookie('_session.sig') ?? '',
  });

  const withCookies = (cookies: Record<string, string>): Browser => {
    const browser = new Browser();
    Object.entries(cookies).forEach(([name, value]) => browser.setCookie(name, value));
    return browser;
  };

  describe('protect a session', () => {
    it('from being fixed: signing in begins another one than the browser had', async () => {
      // The device page begins a session without a person.
      const attacker = new Browser();
      await open('device', attacker);
      const planted = sessionOf(attacker);
      expect(planted._session).not.toBe('');
      const victim = withCookies(planted);
      await auth.signIn('polly@ates.local', demoPassword, victim);
      expect(sessionOf(victim)._session).not.toBe(planted._session);
      expect(await isSignedIn(victim)).toBe(true);
      expect(await isSignedIn(withCookies(planted))).toBe(false);
    });

    it('from being kept: a further person gets another one, and the first one’s is over', async () => {
      const browser = new Browser();
      await auth.signIn('polly@ates.local', demoPassword, browser);
      const before = sessionOf(browser);
      const started = await auth.startSignIn(browser, { prompt: 'login' });
      const between = await auth.submitPassword(started, 'kesha@ates.local');
      await browser.submit(between, {}, callback);
      expect(sessionOf(browser)._session).not.toBe(before._session);
      expect(await isSignedIn(withCookies(before))).toBe(false);
    });

    it('from being replayed after signing out', async () => {
      const browser = new Browser();
      const page = await signOutPage(browser);
      const before = sessionOf(browser);
      expect(await isSignedIn(withCookies(before))).toBe(true);
      await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(await isSignedIn(withCookies(before))).toBe(false);
    });

    it('from being guessed or changed: its cookie is signed', async () => {
      const browser = new Browser();
      await auth.signIn('polly@ates.local', demoPassword, browser);
      const { _session: id, '_session.sig': signature } = sessionOf(browser);
      expect(id.length).toBeGreaterThanOrEqual(21);
      for (const forged of [
        { _session: `${id}x`, '_session.sig': signature },
        { _session: id, '_session.sig': '' },
        { _session: id, '_session.sig': `${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}` },
      ]) {
        expect(await isSignedIn(withCookies(forged))).toBe(false);
      }
    });

    it('from another browser that knows the address of its sign-in or of its way back', async () => {
      const started = await auth.startSignIn();
      const thief = new Browser();
      const shown = await auth.submitPassword(started, 'polly@ates.local');
      expect(shown.url.startsWith(callback)).toBe(true);
      const uid = started.page.url.split('?')[0]?.split('/').at(-1) ?? '';
      for (const path of [`sign-in/${uid}`, `auth/${uid}`]) {
        expect(await open(path, thief)).toMatchObject({ status: 400 });
      }
      expect(await isSignedIn(thief)).toBe(false);
    });
  });

  describe('return after signing out only to an address exactly as it is registered, and not to', () => {
    const variants = Object.entries(addressesLike(`${webOrigin}/signed-out`));

    it.each(variants)('%s', async (_, address) => {
      const configuration = await auth.webClient();
      const url = openid.buildEndSessionUrl(configuration, {
        client_id: 'web',
        post_logout_redirect_uri: address,
      });
      const shown = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
      expect([shown.status, shown.headers.get('location')]).toEqual([400, null]);
      expect(addressesOn(await shown.text())).not.toContain(address);
    });

    it('any address if the request names no client', async () => {
      const query = new URLSearchParams({ post_logout_redirect_uri: 'https://cat.example/' });
      const page = await open(`session/end?${query.toString()}`);
      expect(page.text).not.toContain('cat.example');
    });
  });

  it('ignore addresses in their own parameters', async () => {
    const evil = 'https://cat.example/';
    const names = [
      'next',
      'return_to',
      'returnTo',
      'redirect',
      'redirect_uri',
      'url',
      'continue',
      'ui_locales',
    ];
    const query = new URLSearchParams(names.map((name): [string, string] => [name, evil])).toString();
    const { page } = await auth.startSignIn();
    for (const path of [
      'setup',
      'device',
      'sign-in/over',
      'link/reset-password/forged',
      'link/invitation/forged',
    ]) {
      const shown = await open(`${path}?${query}`);
      expect(addressesOn(shown.text).filter((address) => /^(?:https?:)?\/\/cat/.test(address))).toEqual([]);
    }
    const shown = await new Browser().open(
      `${page.url.split('?')[0]}/forgotten-password?${query}`,
      webOrigin,
    );
    expect(addressesOn(shown.text).filter((address) => /^(?:https?:)?\/\/cat/.test(address))).toEqual([]);
  });
});

describe('The pages of Auth at the root of a host', () => {
  it('link to themselves in another language, not to another host, whatever path is requested', async () => {
    const auth = await AuthService.start({
      environment: { OIDC_ISSUER: 'https://id.ates.example', WEB_ORIGIN: 'https://ates.example' },
    });
    try {
      for (const path of ['//cat.example/', '///cat.example/', '/perch', '/device']) {
        const { text } = await new Browser().open(`${auth.url}/oidc${path}`, webOrigin);
        const links = addressesOn(text).filter((address) => address.includes('ui_locales'));
        expect(links.length).toBeGreaterThan(0);
        expect(links.filter((address) => !/^\/[^/\\]/.test(address))).toEqual([]);
      }
    } finally {
      await auth.stop();
    }
  });
});
