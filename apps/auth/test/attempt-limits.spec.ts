import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { AuthService, callback } from './support/auth-service.js';
import { alertOn, Browser, type Shown } from './support/browser.js';

describe('Attempts are limited', () => {
  let database: TestDatabase;
  let instances: AuthService[];

  const start = async (environment: Record<string, string>): Promise<AuthService> => {
    const auth = await AuthService.start({ database, environment });
    instances.push(auth);
    return auth;
  };

  beforeEach(async () => {
    instances = [];
    database = await createTestDatabase('auth');
  });

  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.close()));
    await database.drop();
  });

  const tryPassword = async (auth: AuthService, email: string, password?: string): Promise<Shown> => {
    const begun = await auth.beginSignIn();
    return auth.submitPassword(begun, email, password);
  };

  it('by account, whichever instance is asked: then the right password is refused too, until the window is over', async () => {
    const limits = { SIGN_IN_ATTEMPTS_PER_ACCOUNT: '3' };
    const [one, another] = [await start(limits), await start(limits)];
    for (const auth of [one, another, one]) {
      expect((await tryPassword(auth, 'polly@ates.local', 'wrong')).status).toBe(401);
    }
    const refused = await tryPassword(another, 'Polly@ATES.local');
    expect(refused.status).toBe(429);
    expect(alertOn(refused)).toContain('Too many attempts');
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(900);
    expect(alertOn(refused)).toContain(`Try again in ${Math.ceil(seconds / 60)} minutes`);
    expect((await tryPassword(one, 'kesha@ates.local')).url.startsWith(callback)).toBe(true);
    await database.query(`update attempt_count set expire = 0`);
    expect((await tryPassword(one, 'polly@ates.local')).url.startsWith(callback)).toBe(true);
  });

  it('by account in the same way when there is no such account', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    const answersFor = async (email: string): Promise<[number, string | undefined][]> => {
      const answers: [number, string | undefined][] = [];
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const shown = await tryPassword(auth, email, 'wrong');
        answers.push([shown.status, alertOn(shown)]);
      }
      return answers;
    };
    const known = await answersFor('polly@ates.local');
    expect(await answersFor('nobody@ates.local')).toEqual(known);
    expect(known.map(([status]) => status)).toEqual([401, 401, 429]);
  });

  it('by account anew after a sign-in that succeeded', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    for (let round = 0; round < 3; round += 1) {
      expect((await tryPassword(auth, 'polly@ates.local', 'wrong')).status).toBe(401);
      expect((await tryPassword(auth, 'polly@ates.local')).url.startsWith(callback)).toBe(true);
    }
  });

  it('by address, where only those that failed count', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ADDRESS: '2' });
    for (const email of ['polly@ates.local', 'kesha@ates.local', 'coco@ates.local']) {
      expect((await tryPassword(auth, email)).url.startsWith(callback)).toBe(true);
    }
    for (const email of ['a@ates.local', 'b@ates.local']) {
      expect((await tryPassword(auth, email, 'wrong')).status).toBe(401);
    }
    expect((await tryPassword(auth, 'c@ates.local', 'wrong')).status).toBe(429);
  });

  it('when they are many at the same time, too', async () => {
    const auth = await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '5' });
    const shown = await Promise.all(
      Array.from({ length: 15 }, () => tryPassword(auth, 'polly@ates.local', 'wrong')),
    );
    expect(shown.filter(({ status }) => status === 401)).toHaveLength(5);
    expect(shown.filter(({ status }) => status === 429)).toHaveLength(10);
  });

  it('for tokens by client, and each client has its own count', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_CLIENT: '2' });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      statuses.push((await auth.askForToken('tasks', 'tasks-secret-for-tests-only')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const refused = await auth.askForToken('tasks', 'tasks-secret-for-tests-only');
    expect(refused.body).toMatchObject({ error: 'too_many_requests' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await auth.askForToken('finance', 'finance-secret-for-tests-only')).status).toBe(200);
  });

  it('for tokens and codes of devices by address; people are told on a page', async () => {
    const auth = await start({ TOKEN_REQUESTS_PER_ADDRESS: '1' });
    expect((await auth.askForToken('tasks', 'wrong')).status).toBe(401);
    expect((await auth.askForToken('finance', 'wrong')).status).toBe(429);
    const browser = new Browser();
    const page = await browser.open(`${auth.issuer}/device`, callback);
    const shown = await browser.submit(page, { user_code: 'XXXX-XXXX' }, callback);
    expect(shown).toMatchObject({ status: 429 });
    expect(alertOn(shown)).toContain('Too many attempts');
  });

  it('for registrations by address', async () => {
    const auth = await start({ REGISTRATIONS_PER_ADDRESS: '1' });
    const register = (email: string) =>
      auth.anonymous().post('/register', { name: 'Rio', email, password: 'a long enough one' });
    expect((await register('one@example.org')).status).toBe(201);
    const refused = await register('two@example.org');
    expect(refused).toMatchObject({ status: 429, body: { type: 'urn:ates:problem:too-many-attempts' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('and an unknown account is refused with the same words after the same work as a known one', async () => {
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
    const refusal = [401, expect.stringContaining('do not belong'), 1];
    expect(refusals).toEqual([refusal, refusal]);
  });
});
