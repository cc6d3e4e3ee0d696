import { vi } from 'vitest';
import { createServiceDatabase } from '../../../test/support/service-database.js';
import type { TestDatabase } from '../../../test/support/database.js';
import { AuthService, callback, claimsOf } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

const password = 'a long enough one';
const withoutDemo = { DEMO_PEOPLE: 'false' };

/** Starts a service without demo people; returns it with what it logged. */
async function startListening(database: TestDatabase, environment: Record<string, string> = {}) {
  const written = vi.spyOn(process.stdout, 'write');
  const level = process.env['LOG_LEVEL'];
  process.env['LOG_LEVEL'] = 'warn';
  try {
    const auth = await AuthService.start({ database, environment: { ...withoutDemo, ...environment } });
    return { auth, log: written.mock.calls.map(([chunk]) => String(chunk)).join('') };
  } finally {
    process.env['LOG_LEVEL'] = level;
    written.mockRestore();
  }
}

const codeIn = (log: string): string => /enter the code ([A-Z2-9-]{29})/.exec(log)?.[1] ?? '';

describe('The first administrator (A9)', () => {
  let database: TestDatabase;
  let auth: AuthService;
  let firstCode: string;
  let code: string;

  beforeAll(async () => {
    database = await createServiceDatabase('auth');
    const first = await startListening(database);
    firstCode = codeIn(first.log);
    await first.auth.close();
    const second = await startListening(database);
    code = codeIn(second.log);
    auth = second.auth;
  });

  afterAll(async () => {
    await auth.stop();
  });

  const open = (language = 'en'): Promise<ShownPage> =>
    new Browser({ 'accept-language': language }).open(`${auth.issuer}/setup`, callback);

  const submit = async (fields: Record<string, string>): Promise<ShownPage> =>
    new Browser().submit(
      await open(),
      { name: 'Ada', email: 'ada@example.org', password, ...fields },
      callback,
    );

  it('needs a code; each start logs a new one and stores only its hash', async () => {
    expect(code).not.toBe('');
    expect(firstCode).not.toBe(code);
    const stored = await database.query<{ code_hash: string }>(`select code_hash from setup_code`);
    expect(stored).toHaveLength(1);
    expect(stored[0]?.code_hash).not.toContain(code);
  });

  it('is not created with a wrong code or invalid fields, which the page explains', async () => {
    expect((await open('ru')).text).toContain('<h1>Первая настройка aTES</h1>');
    const wrong = await submit({ code: firstCode });
    expect(wrong.status).toBe(403);
    expect(alertOn(wrong)).toContain('isn’t the code in Auth’s log');
    const fields = await submit({ code, email: 'ada', password: 'short' });
    expect(fields.status).toBe(400);
    expect(alertOn(fields)).toMatch(/not an e-mail address.*password of 10/);
    expect(fields.text).not.toContain('short');
  });

  it('is created once by two concurrent requests with the code, in any spelling, after which the page is closed', async () => {
    const answers = await Promise.all([
      submit({ code: code.toLowerCase().replaceAll('-', ' '), email: 'one@example.org' }),
      submit({ code, email: 'two@example.org' }),
    ]);
    expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 409]);
    const people = await database.query<{ email: string }>(`select email from users`);
    expect(people).toHaveLength(1);
    const { access_token: token } = await auth.signIn(people[0]?.email ?? '', password);
    expect(claimsOf(token)['roles']).toEqual(['administrator']);
    const closed = await open();
    expect(closed.text).toContain('There is already an administrator');
    expect(closed.text).not.toContain('<form');
  });

  it('keeps later starts from logging a code', async () => {
    const again = await startListening(database);
    await again.auth.close();
    expect(again.log).not.toContain('setup');
    expect(await database.query(`select from setup_code`)).toEqual([]);
  });

  it('is protected by a limit on wrong codes', async () => {
    const other = await createServiceDatabase('auth');
    const { auth: service } = await startListening(other);
    try {
      const page = await new Browser().open(`${service.issuer}/setup`, callback);
      const fields = { name: 'Ada', email: 'ada@example.org', password, code: 'wrong' };
      const statuses: number[] = [];
      for (let count = 0; count < 11; count += 1) {
        statuses.push((await new Browser().submit(page, fields, callback)).status);
      }
      expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
    } finally {
      await service.stop();
    }
  });
});

describe('After an upgrade from a version with open registration (A9), Auth', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createServiceDatabase('auth');
    await database.query(
      `insert into users (id, name, email, roles, created_at, changed_at)
       values (gen_random_uuid(), 'Rio', 'rio@example.org', '{administrator}', now(), now())`,
    );
    await database.query(`update earlier_registration set people = 1`);
  });

  afterAll(() => database.drop());

  it.each([
    ['warns at start while REGISTRATION is not set, and says how to keep it open', {}, true],
    ['does not warn once REGISTRATION is set', { REGISTRATION: 'closed' }, false],
  ])('%s', async (_, environment, warns) => {
    const { auth, log } = await startListening(database, environment);
    try {
      expect(log.includes('Set REGISTRATION=open to keep it')).toBe(warns);
      expect(
        await auth.anonymous().post('/register', { name: 'Blu', email: 'blu@example.org', password }),
      ).toMatchObject({
        status: 403,
        body: { type: 'urn:ates:problem:registration-closed' },
      });
    } finally {
      await auth.close();
    }
  });
});
