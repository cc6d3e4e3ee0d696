import { appendFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { compare, type Comparison } from '../../../test/support/distributions.js';
import { AuthService } from './support/auth-service.js';
import { Browser } from './support/browser.js';

/** `npm run test:timing` measures this often, and then judges the times. */
const rounds = Number(process.env['TIMING_ROUNDS'] ?? 0);

/** Beyond this many standard errors, times tell people apart: by chance that happens once in 15,000 comparisons. */
const mostDeviations = 4;

const password = 'a long enough one';

/** Each is tried equally often, because the first failures at an account are recorded and later ones counted. */
const people = {
  unknown: 'person-5@ates.example',
  known: 'person-1@ates.example',
  'without a password': 'person-2@ates.example',
  deleted: 'person-3@ates.example',
  unconfirmed: 'person-4@ates.example',
};
type Kind = keyof typeof people;
const kinds = Object.keys(people) as Kind[];

const high = '1000000';

describe('How long an answer takes does not tell whether an address has an account', () => {
  let auth: AuthService;
  let browser: Browser;
  let signInPage: string;

  beforeAll(async () => {
    auth = await AuthService.start({
      environment: {
        REGISTRATION: 'open',
        SIGN_IN_ATTEMPTS_PER_ACCOUNT: high,
        SIGN_IN_ATTEMPTS_PER_ADDRESS: high,
        REGISTRATIONS_PER_ADDRESS: high,
        PASSWORD_RESETS_PER_ADDRESS: high,
        MAILS_PER_ADDRESS: high,
      },
    });
    const admin = await auth.as('admin@ates.local');
    const add = (kind: keyof typeof people, fields: object) =>
      admin.post<{ uuid: string }>('/users', { name: 'Rio', email: people[kind], ...fields });
    await add('known', { password });
    await add('without a password', {});
    const { body: leaver } = await add('deleted', { password });
    await admin.send('DELETE', `/users/${leaver.uuid}`);
    await register(people.unconfirmed);
    browser = new Browser();
    signInPage = (await auth.startSignIn(browser)).page.url;
  });

  afterAll(() => auth.stop());

  const register = (email: string) =>
    auth.anonymous().post('/register', { name: 'Rio', email, password: 'another long one' });

  const signIn = (fields: (email: string) => Record<string, string>) => async (email: string) =>
    browser.open(signInPage, 'none', { method: 'POST', body: new URLSearchParams(fields(email)) });

  const questions: Record<string, (email: string) => Promise<{ status: number }>> = {
    'sign-in with a wrong password': signIn((email) => ({ email, password: 'wrong' })),
    'sign-in with a wrong beak': signIn((email) => ({ email, password: '', beak: 'ab'.repeat(32) })),
    'password reset': (email) => auth.anonymous().post('/password-resets', { email }),
    registration: register,
    'another confirmation mail': (email) => auth.anonymous().post('/register/resend', { email }),
  };

  /** The milliseconds of each kind's answers, asked in turns in a new order each. */
  const measure = async (ask: (email: string) => Promise<{ status: number }>) => {
    const times = new Map<Kind, number[]>(kinds.map((kind) => [kind, []]));
    const statuses = new Set<number>();
    // The first round fills caches and is not counted.
    for (let round = 0; round <= Math.max(rounds, 1); round += 1) {
      for (const kind of shuffled(kinds)) {
        const email = people[kind];
        const began = performance.now();
        const { status } = await ask(email);
        const milliseconds = performance.now() - began;
        statuses.add(status);
        if (round > 0) {
          times.get(kind)?.push(milliseconds);
        }
      }
    }
    return { times, statuses };
  };

  it('and a difference would be noticed', () => {
    const ranks = Array.from({ length: 100 }, (_, index) => index);
    const later = ranks.map((rank) => rank + 30);
    expect(compare(ranks, ranks)).toMatchObject({ probability: 0.5, deviations: 0 });
    expect(compare(later, ranks).deviations).toBeGreaterThan(mostDeviations);
    expect(compare(ranks, later).probability).toBeCloseTo(1 - compare(later, ranks).probability);
  });

  it.each(Object.entries(questions))('%s', async (question, ask) => {
    const { times, statuses } = await measure(ask);
    expect(statuses.size).toBe(1);
    const unknown = times.get('unknown') ?? [];
    const compared = kinds
      .filter((kind) => kind !== 'unknown')
      .map((kind) => ({ question, kind, ...compare(times.get(kind) ?? [], unknown) }));
    expect(compared.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true);
    if (rounds > 0) {
      report(compared);
      expect(compared.filter(({ deviations }) => deviations > mostDeviations)).toEqual([]);
    }
  });
});

const shuffled = (all: readonly Kind[]): Kind[] =>
  all
    .map((kind) => ({ kind, place: Math.random() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ kind }) => kind);

/** Appends the figures to the file from which the command prints them. */
function report(compared: readonly (Comparison & { question: string; kind: Kind })[]): void {
  const file = process.env['TIMING_REPORT'];
  if (file !== undefined) {
    appendFileSync(file, compared.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
