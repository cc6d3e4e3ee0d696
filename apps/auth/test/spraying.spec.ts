import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { AuthService, callback, demoPassword, webOrigin } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

const guessed = ['polly', 'kesha', 'coco', 'jacquot', 'chatot'].map((name) => `${name}@ates.local`);

/** Attacks on people from many places, at two instances of Auth that share a database (docs/adr/0039). */
describe('An attack on two instances of Auth', () => {
  let database: TestDatabase;
  let instances: AuthService[];
  /** Either instance may send a mail. */
  let mailFolder: string;

  beforeEach(async () => {
    // Time stands still, so that no pause ends because the machine is slow.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
    instances = [];
    database = await createServiceDatabase('auth');
    mailFolder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
  });

  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(instances.map((instance) => instance.close()));
    await database.drop();
    await rm(mailFolder, { recursive: true });
  });

  /** Starts both; sign-ins begun at one can be finished at the other, as behind one origin. */
  const start = async (environment: Record<string, string> = {}): Promise<[AuthService, AuthService]> => {
    const options = { database, environment: { ...environment, MAIL_DIR: mailFolder } };
    const pair: [AuthService, AuthService] = [
      await AuthService.start(options),
      await AuthService.start(options),
    ];
    instances.push(...pair);
    return pair;
  };

  const either = (number: number): AuthService => {
    const auth = instances[number % instances.length];
    if (!auth) {
      throw new Error('no instance has been started');
    }
    return auth;
  };

  const from = (address: string): Browser => new Browser({ 'x-forwarded-for': address });

  const tryIn = async (
    auth: AuthService,
    browser: Browser,
    email: string,
    password?: string,
  ): Promise<ShownPage> =>
    auth.submitPassword(await auth.startSignIn(browser, { prompt: 'login' }), email, password);

  const isIn = (shown: ShownPage): boolean => shown.url.startsWith(callback);

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  const botnet = (number: number): string => `198.51.${Math.floor(number / 250)}.${(number % 250) + 1}`;

  /** Guesses at the accounts in turns, each from another network and at the other instance, ten at once. */
  const spray = async (guesses: number, emails: readonly string[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (let begun = 0; begun < guesses; begun += 10) {
      const shown = await Promise.all(
        Array.from({ length: Math.min(10, guesses - begun) }, (_, index) => {
          const number = begun + index;
          return tryIn(
            either(number),
            from(botnet(number)),
            emails[number % emails.length] ?? '',
            'Autumn 2026!',
          );
        }),
      );
      statuses.push(...shown.map(({ status }) => status));
    }
    return statuses;
  };

  it('from 150 networks at five accounts gets 11 guesses at each, and their owners still get in', async () => {
    const [one, another] = await start();
    const owners = guessed.map((email, number) => ({ email, browser: from(`203.0.113.${number + 1}`) }));
    const sessions: { email: string; refreshToken: string | undefined }[] = [];
    for (const { email, browser } of owners) {
      const { refresh_token: refreshToken } = await one.signIn(email, demoPassword, browser);
      sessions.push({ email, refreshToken });
    }
    const statuses = await spray(150, guessed);
    // Ten are free, and one gets through before the first pause.
    expect(statuses.filter((status) => status === 401)).toHaveLength(55);
    expect(statuses.filter((status) => status === 429)).toHaveLength(95);
    for (const { refreshToken } of sessions) {
      await expect(another.refresh(refreshToken)).resolves.toBeDefined();
    }
    for (const { email, browser } of owners) {
      expect(isIn(await tryIn(another, browser, email))).toBe(true);
    }
    const newDevice = from('203.0.113.100');
    expect((await tryIn(one, newDevice, 'polly@ates.local')).status).toBe(429);
    pass(1);
    expect(isIn(await tryIn(another, newDevice, 'polly@ates.local'))).toBe(true);
  });

  it('that continues leaves a person who has no known device the way by mail', async () => {
    const [one, another] = await start();
    await spray(60, ['polly@ates.local']);
    const newDevice = from('203.0.113.100');
    expect((await tryIn(one, newDevice, 'polly@ates.local')).status).toBe(429);
    await one.anonymous().post('/password-resets', { email: 'polly@ates.local' });
    const token = await one.tokenTo('polly@ates.local', 'reset-password');
    const page = await newDevice.open(`${another.issuer}/link/reset-password/${token}`, webOrigin);
    const changed = await newDevice.submit(page, { password: 'the next long one' }, webOrigin);
    expect(changed.status).toBe(200);
    expect(isIn(await tryIn(another, newDevice, 'polly@ates.local', 'the next long one'))).toBe(true);
  });

  it('from one network at many accounts gets as many guesses as its limit, exactly, and others are not affected', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ADDRESS: '20' });
    const shown = await Promise.all(
      Array.from({ length: 50 }, (_, number) =>
        tryIn(either(number), from('203.0.113.1'), `person-${number}@ates.example`, 'Autumn 2026!'),
      ),
    );
    const statuses = shown.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    expect(isIn(await tryIn(either(0), from('203.0.113.2'), 'polly@ates.local'))).toBe(true);
  });

  it('with requests for reset links and registrations is limited by network, at both together', async () => {
    await start({ PASSWORD_RESETS_PER_ADDRESS: '4', REGISTRATIONS_PER_ADDRESS: '4' });
    const post = (number: number, path: string, body: object) =>
      either(number).anonymous().post(path, body, { 'x-forwarded-for': '203.0.113.1' });
    const resets = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        post(number, '/password-resets', { email: `person-${number}@ates.example` }),
      ),
    );
    const registrations = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        post(number, '/register', {
          name: 'Rio',
          email: `rio-${number}@ates.example`,
          password: 'a long enough one',
        }),
      ),
    );
    for (const answers of [resets, registrations]) {
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(4);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
    }
    const elsewhere = await either(1)
      .anonymous()
      .post('/password-resets', { email: 'polly@ates.local' }, { 'x-forwarded-for': '203.0.113.2' });
    expect(elsewhere.status).toBe(202);
  });

  describe('with guessed user codes of devices', () => {
    const userCode = async (auth: AuthService): Promise<string> => {
      const response = await fetch(`${auth.issuer}/device/auth`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: 'device', scope: 'openid' }),
      });
      return ((await response.json()) as { user_code: string }).user_code;
    };

    const enter = async (auth: AuthService, address: string, code: string): Promise<ShownPage> => {
      const browser = from(address);
      const page = await browser.open(`${auth.issuer}/device`, webOrigin);
      return browser.submit(page, { user_code: code }, webOrigin);
    };

    it('gets 30 guesses in a quarter of an hour from one network, and right codes do not count', async () => {
      const [one, another] = await start();
      for (let turn = 0; turn < 3; turn += 1) {
        const code = await userCode(one);
        const shown = await enter(either(turn), '203.0.113.1', code);
        expect(shown.text).toContain(code);
      }
      const guesses = await Promise.all(
        Array.from({ length: 40 }, (_, number) => enter(either(number), '203.0.113.1', 'BCDF-GHJK')),
      );
      expect(guesses.filter(({ status }) => status === 429)).toHaveLength(10);
      const code = await userCode(one);
      const refused = await enter(another, '203.0.113.1', code);
      expect([refused.status, alertOn(refused)]).toEqual([429, expect.stringContaining('Too many attempts')]);
      expect((await enter(another, '203.0.113.2', code)).text).toContain(code);
      pass(Number(refused.headers.get('retry-after')));
      expect((await enter(another, '203.0.113.1', code)).text).toContain(code);
    });

    it('finds codes of eight letters out of twenty, which expire after ten minutes', async () => {
      const [one, another] = await start();
      const codes = await Promise.all(Array.from({ length: 20 }, () => userCode(one)));
      expect(codes.every((code) => /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/.test(code))).toBe(
        true,
      );
      expect(new Set(codes).size).toBe(20);
      await database.query(`update oidc_payload set expires_at = now() where kind = 'DeviceCode'`);
      expect(alertOn(await enter(another, '203.0.113.1', codes[0] ?? ''))).toContain('doesn’t exist');
    });
  });

  it('with guessed links finds none, uses none up and tells nothing about people', async () => {
    const [one, another] = await start();
    await one.anonymous().post('/password-resets', { email: 'polly@ates.local' });
    const token = await one.tokenTo('polly@ates.local', 'reset-password');
    expect(token.length).toBeGreaterThanOrEqual(43);
    const guesses = [
      ...Array.from(
        { length: 20 },
        (_, number) => `${token.slice(0, -2)}${'AEIMQUYcgkosw048AEIM'[number] ?? ''}${number % 10}`,
      ),
      token.toUpperCase(),
      `${token}=`,
      `${token}%00`,
      `%2e%2e/${token}`,
      `${token}x`,
      `x${token}`,
    ].filter((guess) => guess !== token);
    const shown = await Promise.all(
      guesses.map((guess, number) =>
        new Browser().open(`${either(number).issuer}/link/reset-password/${guess}`, webOrigin),
      ),
    );
    expect(new Set(shown.map(({ status }) => status))).toEqual(new Set([404]));
    const page = await new Browser().open(`${another.issuer}/link/reset-password/${token}`, webOrigin);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('polly');
  });
});
