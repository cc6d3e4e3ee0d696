import { Database } from '@ates/platform';
import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { forgetAttempts } from '../src/limits/attempt-limits.js';
import { AuthService, callback, demoPassword } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

describe('Attempts are limited', () => {
  let database: TestDatabase;
  let instances: AuthService[];

  const start = async (environment: Record<string, string>): Promise<AuthService> => {
    const auth = await AuthService.start({ database, environment });
    instances.push(auth);
    return auth;
  };

  beforeEach(async () => {
    // Time stands still, so that no pause ends because the machine is slow.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
    instances = [];
    database = await createServiceDatabase('auth');
  });

  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(instances.map((instance) => instance.close()));
    await database.drop();
  });

  const tryPassword = async (auth: AuthService, email: string, password?: string): Promise<ShownPage> => {
    const started = await auth.startSignIn();
    return auth.submitPassword(started, email, password);
  };

  const first = (): AuthService => {
    const [auth] = instances;
    if (!auth) {
      throw new Error('no instance has been started');
    }
    return auth;
  };

  const from = (address: string): Browser => new Browser({ 'x-forwarded-for': address });

  /** Types the password into a sign-in page that `browser` opens. */
  const tryIn = async (
    browser: Browser,
    email: string,
    password?: string,
    auth = first(),
  ): Promise<ShownPage> => {
    // A browser with a session would not show the form.
    const started = await auth.startSignIn(browser, { prompt: 'login' });
    return auth.submitPassword(started, email, password);
  };

  const isIn = (shown: ShownPage): boolean => shown.url.startsWith(callback);

  const secondsToWait = (shown: ShownPage): number => Number(shown.headers.get('retry-after'));

  let lastAddress = 0;
  const anotherAddress = (): string => {
    lastAddress += 1;
    return `198.51.100.${lastAddress}`;
  };

  /** Tries wrong passwords, all from `address`, or each from a different one. */
  const guess = async (times: number, email: string, address?: string): Promise<ShownPage[]> => {
    const shown: ShownPage[] = [];
    for (let attempt = 1; attempt <= times; attempt += 1) {
      shown.push(await tryIn(from(address ?? anotherAddress()), email, 'wrong'));
    }
    return shown;
  };

  const statusesOf = (shown: readonly ShownPage[]): number[] => shown.map(({ status }) => status);

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);

  it('per account and place, across instances: even the right password is refused there, but accepted from elsewhere', async () => {
    const limits = { SIGN_IN_ATTEMPTS_PER_ACCOUNT: '3' };
    const [one, another] = [await start(limits), await start(limits)];
    const here = '203.0.113.1';
    for (const auth of [one, another, one]) {
      expect((await tryIn(from(here), 'polly@ates.local', 'wrong', auth)).status).toBe(401);
    }
    const refused = await tryIn(from(here), 'Polly@ATES.local', demoPassword, another);
    expect(refused.status).toBe(429);
    expect(alertOn(refused)).toContain('Too many attempts');
    const seconds = secondsToWait(refused);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(alertOn(refused)).toContain(`Try again in ${Math.ceil(seconds / 60)} minutes`);
    expect(isIn(await tryIn(from(here), 'kesha@ates.local'))).toBe(true);
    expect(isIn(await tryIn(from('203.0.113.2'), 'polly@ates.local'))).toBe(true);
    pass(seconds);
    expect(isIn(await tryIn(from(here), 'polly@ates.local'))).toBe(true);
  });

  it('per account, without locking out its owner: a known device gets in at once, a new one within seconds', async () => {
    await start({});
    const own = from('203.0.113.1');
    expect(isIn(await tryIn(own, 'admin@ates.local'))).toBe(true);
    const guesses = statusesOf(await guess(14, 'admin@ates.local'));
    expect(guesses).toEqual([...Array.from({ length: 11 }, () => 401), 429, 429, 429]);
    expect(isIn(await tryIn(own, 'admin@ates.local'))).toBe(true);
    const moved = from('203.0.113.2');
    const refused = await tryIn(moved, 'admin@ates.local');
    expect([refused.status, secondsToWait(refused)]).toEqual([429, 1]);
    pass(1);
    expect(isIn(await tryIn(moved, 'admin@ates.local'))).toBe(true);
  });

  it('per account across addresses, with pauses that grow to 30 seconds, during which attempts do not count', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '3' });
    const pauses: number[] = [];
    expect(statusesOf(await guess(3, 'polly@ates.local'))).toEqual([401, 401, 401]);
    for (let round = 0; round < 7; round += 1) {
      const [taken, ...refused] = await guess(3, 'polly@ates.local');
      expect(statusesOf([...(taken ? [taken] : []), ...refused])).toEqual([401, 429, 429]);
      pauses.push(...refused.slice(1).map(secondsToWait));
      pass(pauses.at(-1) ?? 0);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it('per account in the same way if the account does not exist', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2', SIGN_IN_ATTEMPTS_PER_ADDRESS: '1000' });
    const answersFor = async (email: string): Promise<[number, string | undefined][]> => {
      const shown = [
        ...(await guess(3, email, '203.0.113.1')),
        ...(await guess(3, email)),
        await tryIn(from('203.0.113.9'), email.toUpperCase(), 'wrong'),
      ];
      return shown.map((answer) => [answer.status, alertOn(answer)]);
    };
    const known = await answersFor('polly@ates.local');
    expect(await answersFor('nobody@ates.local')).toEqual(known);
    expect(known.map(([status]) => status)).toEqual([401, 401, 429, 401, 429, 429, 429]);
  });

  it('per account with counts that a successful sign-in resets', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    for (let round = 0; round < 3; round += 1) {
      expect((await tryPassword(auth, 'polly@ates.local', 'wrong')).status).toBe(401);
      expect((await tryPassword(auth, 'polly@ates.local')).url.startsWith(callback)).toBe(true);
    }
  });

  it('with a separate count for a known device and the accounts that signed in on it', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    const own = from('203.0.113.1');
    const other = from('203.0.113.1');
    for (const browser of [own, other]) {
      expect(isIn(await tryIn(browser, 'polly@ates.local'))).toBe(true);
    }
    const tries = [
      await tryIn(own, 'polly@ates.local', 'wrong'),
      await tryIn(own, 'polly@ates.local', 'wrong'),
    ];
    expect(statusesOf([...tries, await tryIn(own, 'polly@ates.local')])).toEqual([401, 401, 429]);
    pass(1);
    expect(isIn(await tryIn(other, 'polly@ates.local'))).toBe(true);
    expect(isIn(await tryIn(from('203.0.113.1'), 'polly@ates.local'))).toBe(true);
    // For another person's account it is an unknown device.
    expect(statusesOf(await guess(2, 'kesha@ates.local', '203.0.113.1'))).toEqual([401, 401]);
    expect((await tryIn(other, 'kesha@ates.local')).status).toBe(429);
  });

  it('with a known-device cookie that is worthless when altered', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '1' });
    const own = from('203.0.113.1');
    await tryIn(own, 'polly@ates.local');
    const kept = own.cookie('known-device');
    expect(kept).toMatch(/^[\w-]{22}\.\d+\.[\w-]{43}$/);
    expect(statusesOf(await guess(1, 'polly@ates.local', '203.0.113.1'))).toEqual([401]);
    const forged = from('203.0.113.1');
    forged.setCookie('known-device', `${kept?.slice(0, -2)}xx`);
    expect((await tryIn(forged, 'polly@ates.local')).status).toBe(429);
    const real = from('203.0.113.1');
    real.setCookie('known-device', kept ?? '');
    expect(isIn(await tryIn(real, 'polly@ates.local'))).toBe(true);
  });

  it('per address, counting only failures, and known devices still get in', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ADDRESS: '2' });
    const known = new Browser();
    expect(isIn(await tryIn(known, 'polly@ates.local'))).toBe(true);
    for (const email of ['kesha@ates.local', 'coco@ates.local']) {
      expect(isIn(await tryPassword(auth, email))).toBe(true);
    }
    for (const email of ['a@ates.local', 'b@ates.local']) {
      expect((await tryPassword(auth, email, 'wrong')).status).toBe(401);
    }
    expect((await tryPassword(auth, 'c@ates.local', 'wrong')).status).toBe(429);
    expect((await tryPassword(auth, 'polly@ates.local')).status).toBe(429);
    expect(isIn(await tryIn(known, 'polly@ates.local'))).toBe(true);
  });

  it('per network for IPv6, because everyone has many addresses', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ADDRESS: '2' });
    const statuses: number[] = [];
    for (const host of ['::1', '::2', '::3']) {
      const shown = await tryIn(from(`2001:db8:1:2${host}`), `${host.slice(2)}@ates.local`, 'wrong');
      statuses.push(shown.status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    expect((await tryIn(from('2001:db8:1:3::1'), 'a@ates.local', 'wrong')).status).toBe(401);
  });

  it('when many are concurrent, too', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '5' });
    const one = await Promise.all(
      Array.from({ length: 15 }, () => tryPassword(auth, 'polly@ates.local', 'wrong')),
    );
    expect(statusesOf(one).filter((status) => status === 401)).toHaveLength(5);
    expect(statusesOf(one).filter((status) => status === 429)).toHaveLength(10);
    const many = await Promise.all(
      Array.from({ length: 15 }, () => tryIn(from(anotherAddress()), 'kesha@ates.local', 'wrong')),
    );
    expect(statusesOf(many).filter((status) => status === 401).length).toBe(6);
  });

  it('separately for a signed-in person who provides their password', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    const polly = await auth.as('polly@ates.local');
    const path = `/users/${await auth.idOf('polly@ates.local')}/credentials`;
    const body = { password: demoPassword, current_password: demoPassword };
    await guess(20, 'polly@ates.local', '203.0.113.1');
    await guess(20, 'polly@ates.local', '127.0.0.1');
    expect((await polly.put(`${path}/password`, body)).status).toBe(204);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const wrong = { beak: 'ab'.repeat(32), current_password: 'wrong' };
      statuses.push((await polly.put(`${path}/beak`, wrong)).status);
    }
    expect(statuses).toEqual([403, 403, 429]);
    expect(await polly.put(`${path}/password`, body)).toMatchObject({
      status: 429,
      body: { type: 'urn:ates:problem:too-many-attempts' },
    });
  });

  it('until an operator frees the account', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    const here = '203.0.113.1';
    await guess(3, 'polly@ates.local', here);
    await guess(3, 'polly@ates.local');
    await guess(3, 'kesha@ates.local', here);
    expect((await tryIn(from(here), 'polly@ates.local')).status).toBe(429);
    const free = (email: string) => auth.get(Database).transaction((tx) => forgetAttempts(tx, email));
    expect(await free('polly@ates.local')).toBeGreaterThan(0);
    expect(await free('polly@ates.local')).toBe(0);
    expect(isIn(await tryIn(from(here), 'polly@ates.local'))).toBe(true);
    expect((await tryIn(from(here), 'kesha@ates.local')).status).toBe(429);
  });

  it('for tokens per address, not counting issued ones, because many people share an address', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_ADDRESS: '3' });
    const { refresh_token: issued } = await auth.signIn('polly@ates.local');
    let token = issued;
    for (let turn = 0; turn < 5; turn += 1) {
      token = (await auth.refresh(token)).refresh_token;
    }
    for (let turn = 0; turn < 5; turn += 1) {
      expect((await auth.requestToken('tasks', 'tasks-secret-for-tests-only')).status).toBe(200);
    }
  });

  it('for tokens per client, each with its own count', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_CLIENT: '2' });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      statuses.push((await auth.requestToken('tasks', 'tasks-secret-for-tests-only')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await auth.requestToken('tasks', 'tasks-secret-for-tests-only');
    expect(refused.body).toMatchObject({ error: 'too_many_requests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await auth.requestToken('finance', 'finance-secret-for-tests-only')).status).toBe(200);
  });

  it('for tokens per client exactly, with many concurrent requests at two instances', async () => {
    const limits = { TOKEN_REQUESTS_PER_CLIENT: '20' };
    const [one, another] = [await start(limits), await start(limits)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        (index % 2 === 0 ? one : another).requestToken('tasks', 'tasks-secret-for-tests-only'),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
  });

  it('for tokens per address exactly, with many concurrent wrong secrets', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_ADDRESS: '10' });
    const answers = await Promise.all(Array.from({ length: 30 }, () => auth.requestToken('tasks', 'wrong')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect((await auth.requestToken('tasks', 'tasks-secret-for-tests-only')).status).toBe(429);
  });

  it('for tokens and device codes per address, with a page for people', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_ADDRESS: '1' });
    expect((await auth.requestToken('tasks', 'wrong')).status).toBe(401);
    expect((await auth.requestToken('finance', 'wrong')).status).toBe(429);
    const browser = new Browser();
    const page = await browser.open(`${auth.issuer}/device`, callback);
    const shown = await browser.submit(page, { user_code: 'XXXX-XXXX' }, callback);
    expect(shown).toMatchObject({ status: 429 });
    expect(alertOn(shown)).toContain('Too many attempts');
  });

  it('for registrations per address', async () => {
    const auth = await start({ REGISTRATIONS_PER_ADDRESS: '1' });
    const register = (email: string) =>
      auth.anonymous().post('/register', { name: 'Rio', email, password: 'a long enough one' });
    expect((await register('one@example.org')).status).toBe(202);
    const refused = await register('two@example.org');
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:ates:problem:too-many-attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('and an unknown account is refused with the same text after the same work as an existing one', async () => {
    const auth = await start({});
    const administrator = await auth.as('admin@ates.local');
    const checksSoFar = async (): Promise<number> => {
      const { body } = await administrator.get<string>('/metrics');
      return Number(/^password_checks_total (\d+)$/m.exec(body)?.[1]);
    };
    const refusals: [number, string | undefined, number][] = [];
    for (const email of ['polly@ates.local', 'nobody@ates.local']) {
      const before = await checksSoFar();
      const shown = await tryPassword(auth, email, 'wrong');
      refusals.push([shown.status, alertOn(shown), (await checksSoFar()) - before]);
    }
    const refusal = [401, expect.stringContaining('Wrong e-mail or password'), 1];
    expect(refusals).toEqual([refusal, refusal]);
  });
});
