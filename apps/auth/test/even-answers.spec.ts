import type { ApiResponse } from '../../../test/support/api.js';
import type { TestDatabase } from '../../../test/support/database.js';
import { during, untilWaitingForLock } from '../../../test/support/locks.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import { statementsDuring } from '../../../test/support/statement-count.js';
import { until } from '../../../test/support/until.js';
import { withoutCapitals } from '../src/database/without-capitals.js';
import { minimumMilliseconds } from '../src/limits/even-answers.js';
import { AuthService } from './support/auth-service.js';
import { Browser, type ShownPage } from './support/browser.js';

const password = 'a long enough one';
const beak = 'ab'.repeat(32);

/** All of one length, so that answers that quote them are, too. */
const people = {
  'with a password': 'person-1@ates.example',
  'with a beak alone': 'person-2@ates.example',
  'without any credential': 'person-3@ates.example',
  'who left': 'person-4@ates.example',
  'whom no one knows': 'person-5@ates.example',
  'with an unconfirmed registration': 'person-6@ates.example',
};
type Kind = keyof typeof people;
const kinds = Object.keys(people) as Kind[];

/** Nothing else reads or writes these while no one does anything. */
const aboutPeople = /\b(?:users|credential|attempt_count|security_log|oidc_payload|registration)\b/;

/** Headers whose values differ between any two responses. */
const everDifferent = new Set(['date', 'x-request-id']);

/** What someone who tries addresses can see or measure of an answer. */
interface Seen {
  status: number;
  headers: string[];
  text: string;
  /** How often a secret was compared by argon2id, which takes by far the longest. */
  checks: number;
  statements: string[];
}

describe('No answer tells whether an address has an account (A1, A9):', () => {
  let database: TestDatabase;
  let auth: AuthService;

  beforeEach(async () => {
    // Time stands still, so that no pause ends because the machine is slow.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date() });
    database = await createServiceDatabase('auth');
    auth = await AuthService.start({
      database,
      environment: { REGISTRATION: 'open', SIGN_IN_ATTEMPTS_PER_ADDRESS: '1000', MAILS_PER_ADDRESS: '3' },
    });
    const admin = await auth.as('admin@ates.local');
    const add = (kind: Kind, fields: Record<string, unknown>) =>
      admin.post<{ uuid: string }>('/users', { name: 'Rio', email: people[kind], ...fields });
    await add('with a password', { password });
    const { body: withBeak } = await add('with a beak alone', { password });
    const changed = await admin.put(`/users/${withBeak.uuid}/credentials/beak`, { beak: 'cd'.repeat(32) });
    expect(changed.status).toBe(204);
    await database.query(`delete from credential where kind = 'password' and user_id = $1`, [withBeak.uuid]);
    await add('without any credential', {});
    const { body: leaver } = await add('who left', { password });
    await admin.send('DELETE', `/users/${leaver.uuid}`);
    await register(people['with an unconfirmed registration']);
  });

  afterEach(async () => {
    vi.useRealTimers();
    await auth.stop();
  });

  const register = (email: string) =>
    auth.anonymous().post('/register', { name: 'Rio', email, password: 'another long one' });

  const checksSoFar = async (): Promise<number> => {
    const { body } = await metrics.get<string>('/metrics');
    return Number(/^password_checks_total (\d+)$/m.exec(body)?.[1]);
  };

  let metrics: Awaited<ReturnType<AuthService['as']>>;
  beforeEach(async () => {
    metrics = await auth.as('admin@ates.local');
  });

  /** The parts of a page that differ between any two sign-ins, made the same. */
  const withoutNames = (text: string, email: string, page?: ShownPage): string => {
    const uid = page && new URL(page.url).pathname.split('/').at(-1);
    return text.replaceAll(email, 'ADDRESS').replaceAll(uid ?? 'no page', 'SIGN-IN');
  };

  /** Tries a wrong secret on the sign-in page. */
  const tryOnPage = async (email: string, method: 'password' | 'beak', browser: Browser): Promise<Seen> => {
    const started = await auth.startSignIn(browser, { prompt: 'login' });
    const before = await checksSoFar();
    let shown = started.page;
    const sent = await statementsDuring(async () => {
      shown =
        method === 'password'
          ? await auth.submitPassword(started, email, 'a wrong password')
          : await auth.submitBeak(started, email, beak);
    });
    return {
      status: shown.status,
      headers: [...shown.headers].filter(([name]) => !everDifferent.has(name)).map((pair) => pair.join(': ')),
      text: withoutNames(shown.text, email, started.page),
      checks: (await checksSoFar()) - before,
      statements: sent.map(({ text }) => text).filter((text) => aboutPeople.test(text)),
    };
  };

  const cookieOfAnother = async (): Promise<string> => {
    const browser = new Browser();
    await auth.signIn('polly@ates.local', undefined, browser);
    return browser.cookie('known-device') ?? '';
  };

  it.each(['password', 'beak'] as const)(
    'sign-in with a wrong %s does the same work for every address, until and while it is refused',
    async (method) => {
      const stranger = await cookieOfAnother();
      const seen = new Map<Kind, Seen[]>();
      for (const kind of kinds) {
        const tries: Seen[] = [];
        for (let attempt = 0; attempt < 12; attempt += 1) {
          const browser = new Browser({ 'x-forwarded-for': '203.0.113.1' });
          browser.setCookie('known-device', stranger);
          tries.push(await tryOnPage(people[kind], method, browser));
        }
        seen.set(kind, tries);
      }
      const expected = seen.get('with a password') ?? [];
      expect(expected.map(({ status, checks }) => [status, checks])).toEqual([
        ...Array.from({ length: 10 }, () => [401, 1]),
        [429, 0],
        [429, 0],
      ]);
      for (const kind of kinds) {
        expect({ kind, tries: seen.get(kind) }).toEqual({ kind, tries: expected });
      }
    },
  );

  it('pauses after attempts from everywhere are the same', async () => {
    const seen = new Map<Kind, Seen[]>();
    for (const [number, kind] of kinds.entries()) {
      const tries: Seen[] = [];
      for (let attempt = 0; attempt < 13; attempt += 1) {
        const browser = new Browser({ 'x-forwarded-for': `198.51.${number}.${attempt}` });
        tries.push(await tryOnPage(people[kind], 'password', browser));
      }
      seen.set(kind, tries);
    }
    const expected = seen.get('with a password') ?? [];
    expect(expected.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 11 }, () => 401),
      429,
      429,
    ]);
    for (const kind of kinds) {
      expect({ kind, tries: seen.get(kind) }).toEqual({ kind, tries: expected });
    }
  });

  const requests = {
    'a password reset': (email: string) => auth.anonymous().post('/password-resets', { email }),
    'a registration': register,
    'another confirmation mail': (email: string) => auth.anonymous().post('/register/resend', { email }),
  };

  describe.each(Object.entries(requests))('%s', (_, request) => {
    it('gets the same answer, no sooner than after the shortest time, also above the limit of mails', async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        const answers = await Promise.all(
          kinds.map(async (kind) => {
            const email = people[kind];
            const began = performance.now();
            const { status, body, headers } = await request(email);
            const milliseconds = performance.now() - began;
            const compared = [...headers].filter(([name]) => !everDifferent.has(name));
            const text = withoutNames(JSON.stringify(body), email);
            return { milliseconds, seen: { status, text, headers: compared } };
          }),
        );
        expect(new Set(answers.map(({ seen }) => JSON.stringify(seen))).size).toBe(1);
        expect(answers[0]?.seen.status).toBe(202);
        // Timers may fire slightly early.
        const times = answers.map(({ milliseconds }) => milliseconds);
        expect(Math.min(...times)).toBeGreaterThan(minimumMilliseconds - 5);
      }
    });
  });

  it.each([
    ['a password reset', 'with a password', 'reset-password', 'password-reset:%'],
    ['another confirmation mail', 'with an unconfirmed registration', 'confirm-address', 'registration:%'],
  ] as const)(
    '%s requested twenty times at once does its work once, so that none waits for the others',
    async (what, kind, mail, counter) => {
      const email = people[kind];
      const numberOf = async (sql: string, parameters: string[]): Promise<number> =>
        Number((await database.query<{ number: string }>(sql, parameters))[0]?.number ?? 0);
      const mails = () =>
        numberOf(`select count(*) as number from mail where kind = $1 and recipient = $2`, [mail, email]);
      const counted = () =>
        numberOf(`select sum(points) as number from attempt_count where key like $1`, [counter]);
      const [mailsBefore, countedBefore] = [await mails(), await counted()];
      let answers: Promise<ApiResponse[]> = Promise.resolve([]);
      // The first one waits for the lock of the address's mails until the last one has come.
      const lock = `select pg_advisory_xact_lock(hashtextextended('auth:mail:' || ${withoutCapitals('$1')}, 0))`;
      await during(database, lock, [email], async () => {
        answers = Promise.all(Array.from({ length: 20 }, () => requests[what](email)));
        await until('all have come', async () => (await counted()) === countedBefore + 20);
        await untilWaitingForLock(database, '%pg_advisory_xact_lock%');
      });
      expect(new Set((await answers).map(({ status }) => status))).toEqual(new Set([202]));
      expect((await mails()) - mailsBefore).toBe(1);
    },
  );

  it('requests for two addresses at once each do their own work', async () => {
    const emails = [people['with a password'], people['with a beak alone']];
    const answers = await Promise.all(emails.map((email) => requests['a password reset'](email)));
    expect(answers.map(({ body }) => body)).toEqual(
      emails.map((email) => ({ status: 'check-your-mail', email })),
    );
    for (const email of emails) {
      await expect(auth.tokenTo(email, 'reset-password')).resolves.toMatch(/./);
    }
  });

  it('a request that shares another one’s work is answered with its own spelling of the address', async () => {
    const emails = [people['with a password'], people['with a password'].replace('person', 'Person')];
    const answers = await Promise.all(emails.map((email) => requests['a password reset'](email)));
    expect(answers.map(({ body }) => body)).toEqual(
      emails.map((email) => ({ status: 'check-your-mail', email })),
    );
  });
});
