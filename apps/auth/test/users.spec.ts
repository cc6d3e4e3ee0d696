import { v4 as uuidv4 } from 'uuid';
import type { UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService, callback, demoPassword } from './support/auth-service.js';
import { Browser } from './support/browser.js';

let last = 0;
const newEmail = (): string => {
  last += 1;
  return `bird-${last}@example.org`;
};

describe('People', () => {
  let auth: AuthService;
  let admin: Api;

  beforeAll(async () => {
    auth = await AuthService.start();
    admin = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const add = async (fields: Record<string, unknown> = {}): Promise<UserView> => {
    const body = { name: 'Rio', email: newEmail(), password: 'a long enough one', ...fields };
    const answer = await admin.post<UserView>('/users', body);
    expect(answer.status).toBe(201);
    return answer.body;
  };

  describe('register', () => {
    const register = (body: Record<string, unknown>, headers?: Record<string, string>) =>
      auth.anonymous().post<UserView>('/register', body, headers);

    it('and become employees who can sign in once they confirm their address (A1, A9)', async () => {
      const email = newEmail();
      const joined = await auth.join({
        name: ' Rio ',
        email: email.toUpperCase(),
        password: 'a long enough one',
        details: { wings: 2 },
      });
      // The part before the @ keeps its case, because mail servers may distinguish it.
      expect(joined.email).toBe(`${email.toUpperCase().split('@')[0]}@example.org`);
      expect(joined).toMatchObject({ status: 200, body: { outcome: 'registered', beak_taken: false } });
      const { body: user } = await admin.get<UserView>(`/users/${joined.uuid}`);
      expect(user).toMatchObject({ name: 'Rio', roles: ['employee'], details: { wings: 2 } });
      await expect(auth.signIn(email, 'a long enough one')).resolves.toBeDefined();
      expect(await auth.eventsOf(joined.uuid)).toEqual([
        { type: 'auth.user.created', body: { user_id: joined.uuid, timestamp: user.created_at } },
      ]);
    });

    it('once per Idempotency-Key', async () => {
      const body = { name: 'Rio', email: newEmail(), password: 'a long enough one' };
      const headers = { 'idempotency-key': uuidv4() };
      const [first, again] = [await register(body, headers), await register(body, headers)];
      expect([again.status, again.body]).toEqual([202, first.body]);
      const rows = await auth.database.query(`select from registration where email = $1`, [body.email]);
      expect(rows).toHaveLength(1);
      const other = await register({ ...body, name: 'Blu' }, headers);
      expect(other).toMatchObject(problem(422, 'idempotency-key-reused'));
    });

    it.each([
      ['a role of their choice', { roles: ['administrator'] }, 400],
      ['a short password', { password: 'short' }, 400],
      ['no name', { name: ' ' }, 400],
      ['neither password nor beak', { password: undefined }, 400],
      ['a beak that is not a hash', { beak: 'a photo' }, 400],
      ['an invalid e-mail', { email: 'perch' }, 400],
      ['a name with NUL', { name: 'Ri\0o' }, 400],
      ['a name with a lone surrogate', { name: 'Rio \ud83e' }, 400],
      ['details with NUL', { details: { wings: ['\0'] } }, 400],
      ['a key with a lone surrogate', { details: { '\ud83e': 1 } }, 400],
      [
        'details nested 1,000 levels deep',
        { details: { nest: JSON.parse('['.repeat(1000) + ']'.repeat(1000)) as unknown } },
        400,
      ],
      ['an unknown field named constructor', { constructor: 'x' }, 400],
      ['an unknown field named prototype', { prototype: null }, 400],
      ['a password over 200 characters', { password: 'x'.repeat(201) }, 400],
      ['a body over 100 kB', { details: { feathers: 'x'.repeat(100_000) } }, 413],
    ])('not with %s', async (_, fields, status) => {
      const body = { name: 'Rio', email: newEmail(), password: 'a long enough one', ...fields };
      const answer = await register(body);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });
  });

  it('are rejected with details nested 40,000 levels deep, with an Idempotency-Key, too', async () => {
    const deep = `{"name":"Rio","email":"${newEmail()}","password":"a long enough one","details":{"nest":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`;
    const headers: Record<string, string>[] = [{}, { 'idempotency-key': uuidv4() }];
    for (const more of headers) {
      const response = await fetch(`${auth.url}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...more },
        body: deep,
      });
      expect(response.status).toBe(400);
    }
  });

  it('can be looked up by services by id (A5)', async () => {
    const service = await auth.asService('tasks');
    const polly = await auth.idOf('polly@ates.local');
    const gone = await add();
    await admin.send('DELETE', `/users/${gone.uuid}`);
    expect(await service.get(`/users/${polly}`)).toMatchObject({
      status: 200,
      body: { uuid: polly, name: 'Polly', email: 'polly@ates.local', roles: ['employee'] },
    });
    const some = await service.get<{ items: UserView[] }>(`/users?ids=${polly},${gone.uuid},${uuidv4()}`);
    expect(some.body.items.map((user) => user.uuid)).toEqual([polly]);
    expect(await service.get(`/users/${gone.uuid}`)).toMatchObject(problem(404, 'user-not-found'));
  });

  it('are listed in pages, each once, and found by name and e-mail', async () => {
    const wanted = await Promise.all([add({ name: 'Lorikeet %_A' }), add({ name: 'lorikeet b' })]);
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await admin.get<{ items: UserView[]; next_cursor: string | null }>(
        `/users?limit=3${cursor}`,
      );
      seen.push(...body.items.map((user) => user.uuid));
      if (body.next_cursor === null) {
        break;
      }
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(wanted.map((user) => user.uuid)));
    const found = async (text: string) => {
      const { body } = await admin.get<{ items: UserView[] }>(`/users?text=${encodeURIComponent(text)}`);
      return body.items.map((user) => user.name);
    };
    expect((await found('LORIKEET')).sort()).toEqual(['Lorikeet %_A', 'lorikeet b']);
    expect(await found('%_')).toEqual(['Lorikeet %_A']);
    expect(await found(wanted[1]?.email ?? '')).toEqual(['lorikeet b']);
    expect(await admin.get('/users?text=%00')).toMatchObject(problem(400, 'invalid-request'));
    expect(await admin.get('/users?cursor=perch')).toMatchObject(problem(400, 'invalid-cursor'));
  });

  it('are found by a part of their name in any alphabet, and by role (A1)', async () => {
    const add = async (name: string, ...roles: string[]) =>
      (await admin.post<UserView>('/users', { name, email: newEmail(), roles })).body.uuid;
    const [one, other] = [
      await add('Жако Первый', 'manager'),
      await add('Жако Второй', 'employee', 'accountant'),
    ];
    const found = async (query: string) => {
      const { status, body } = await admin.get<{ items: UserView[] }>(`/users?limit=200&${query}`);
      expect(status).toBe(200);
      return body.items.map(({ uuid }) => uuid);
    };
    const text = (typed: string) => `text=${encodeURIComponent(typed)}`;
    expect(await found(text('жа'))).toEqual([one, other]);
    expect(await found(text('ЖАКО '))).toEqual([one, other]);
    expect(await found(`${text('жако')}&role=manager`)).toEqual([one]);
    expect(await found(`${text('жако')}&role=accountant`)).toEqual([other]);
    expect(await found(`${text('жако')}&role=administrator`)).toEqual([]);
    expect(await found('role=manager')).toContain(one);
    expect(await found('role=manager')).not.toContain(other);
    expect(await admin.get('/users?role=parrot')).toMatchObject(problem(400, 'invalid-request'));
  });

  it('are found in any Unicode normalization of their name and the query, even by one letter (A1)', async () => {
    const name = 'Zoë Ñandú';
    const add = async (spelling: string) =>
      (await admin.post<UserView>('/users', { name: spelling, email: newEmail() })).body;
    const added = [await add(name.normalize('NFC')), await add(name.normalize('NFD'))];
    expect(added.map((user) => user.name)).toEqual([name, name]);
    await auth.database.query(`update users set name = $2 where id = $1`, [
      added[1]?.uuid,
      name.normalize('NFD'),
    ]);
    for (const typed of [name, name.normalize('NFD'), 'ñANDÚ', 'ë Ñ'.normalize('NFD'), 'ñ']) {
      const { body } = await admin.get<{ items: UserView[] }>(`/users?text=${encodeURIComponent(typed)}`);
      expect(body.items.map(({ uuid }) => uuid)).toEqual(added.map(({ uuid }) => uuid));
    }
  });

  it.each([
    ['a lone surrogate', 'Po\ud800lly'],
    ['a control character', 'Po\u0007lly'],
    ['a line break', 'Po\nlly'],
    ['only invisible characters', '\u200b\u2060'],
  ])('cannot have a name with %s (A1)', async (_, name) => {
    const email = newEmail();
    expect(await admin.post('/users', { name, email })).toMatchObject(problem(400, 'invalid-request'));
    expect(
      await auth.anonymous().post('/register', { name, email, password: 'a long enough one' }),
    ).toMatchObject(problem(400, 'invalid-request'));
  });

  it.each([
    [{ name: undefined }, { path: 'name', code: 'missing' }],
    [{ name: 7 }, { path: 'name', code: 'not-text' }],
    [{ name: ' ' }, { path: 'name', code: 'empty' }],
    [{ name: 'Po\nlly' }, { path: 'name', code: 'several-lines' }],
    [{ name: 'x'.repeat(201) }, { path: 'name', code: 'too-long', params: { max: 200 } }],
    [{ email: 'polly' }, { path: 'email', code: 'email-without-at' }],
    [{ password: 'short' }, { path: 'password', code: 'too-short', params: { min: 10 } }],
    [{ password: 'password1234' }, { path: 'password', code: 'common-password' }],
    [{ roles: 'manager' }, { path: 'roles', code: 'not-a-list' }],
    [{ roles: [] }, { path: 'roles', code: 'empty-list' }],
    [
      { roles: ['manager', 'king'] },
      {
        path: 'roles.1',
        code: 'wrong-choice',
        params: { choices: 'administrator, manager, accountant, employee' },
      },
    ],
    [{ details: [] }, { path: 'details', code: 'not-an-object' }],
    [
      { wings: 2, legs: 2 },
      { path: '', code: 'unknown-field', params: { fields: 'wings, legs' } },
    ],
  ])('are refused with %j by one error, a code with the values of a text (A1)', async (fields, error) => {
    const answer = await admin.post('/users', { name: 'Rio', email: newEmail(), ...fields });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ message: expect.any(String) as string, ...error }] },
    });
  });

  it('have a normalized name and details, without direction characters (A1)', async () => {
    const { status, body } = await admin.post<UserView>('/users', {
      name: ' Pol\u202ely\u2069 e\u0301 ',
      email: newEmail(),
      details: { 'cafe\u0301': ['e\u0301', { deep: '\u202ee\u0301' }] },
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Polly é', details: { café: ['é', { deep: 'é' }] } });
    expect(await admin.get(`/users/${body.uuid}`)).toMatchObject({ body });
  });

  it('keep details whose fields are named like those of JavaScript objects (A1)', async () => {
    const details = { constructor: ['x'], nested: { prototype: 1, toString: '', constructor: null } };
    const { body } = await admin.post<UserView>('/users', { name: 'Polly', email: newEmail(), details });
    const found = await admin.get<UserView>(`/users/${body.uuid}`);
    const sorted = (fields: object) =>
      Object.entries(fields).sort(([left], [right]) => (left < right ? -1 : 1));
    for (const kept of [body.details, found.body.details]) {
      expect(sorted(kept)).toEqual(sorted(details));
    }
  });

  it('sign in with accents in their password in any Unicode normalization (A2)', async () => {
    const password = 'naïve été à Zürich';
    const email = newEmail();
    const added = await admin.post<UserView>('/users', {
      name: 'Rio',
      email,
      password: password.normalize('NFD'),
    });
    expect(added.status).toBe(201);
    await auth.as(email, password.normalize('NFC'));
    await auth.as(email, password.normalize('NFD'));
  });

  it('are added with the roles an administrator chooses, and cannot sign in before they have a password', async () => {
    const email = newEmail();
    const answer = await admin.post<UserView>('/users', {
      name: 'Blu',
      email,
      roles: ['manager', 'accountant'],
    });
    expect(answer).toMatchObject({ status: 201, body: { email, roles: ['manager', 'accountant'] } });
    expect(answer.headers.get('location')).toBe(`users/${answer.body.uuid}`);
    const started = await auth.startSignIn();
    expect((await auth.submitPassword(started, email, '')).status).toBe(401);
    const set = await admin.put(`/users/${answer.body.uuid}/credentials/password`, {
      password: 'now a long one',
    });
    expect(set.status).toBe(204);
    await expect(auth.signIn(email, 'now a long one')).resolves.toBeDefined();
  });

  describe('are changed', () => {
    it('in the given fields, each with an event with a later timestamp', async () => {
      const user = await add();
      const path = `/users/${user.uuid}`;
      const [first, second] = await Promise.all([
        admin.send<UserView>('PATCH', path, { name: 'Jewel' }),
        admin.send<UserView>('PATCH', path, { details: { colour: 'blue' } }),
      ]);
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(await admin.get(path)).toMatchObject({
        body: { name: 'Jewel', details: { colour: 'blue' }, email: user.email, roles: ['employee'] },
      });
      const events = await auth.eventsOf(user.uuid);
      expect(events.map((event) => event.type)).toEqual([
        'auth.user.created',
        'auth.user.changed',
        'auth.user.changed',
      ]);
      const times = events.map((event) => event.body.timestamp);
      expect([...new Set(times)].sort()).toEqual(times);
    });

    it('with timestamps that increase even if the clock goes backwards', async () => {
      const user = await add();
      await auth.database.query(
        `update users set changed_at = date_trunc('milliseconds', now()) + interval '1 hour' where id = $1`,
        [user.uuid],
      );
      const before = await admin.get<UserView>(`/users/${user.uuid}`);
      const after = await admin.send<UserView>('PATCH', `/users/${user.uuid}`, { name: 'Jewel' });
      expect(Date.parse(after.body.changed_at)).toBe(Date.parse(before.body.changed_at) + 1);
      const events = await auth.eventsOf(user.uuid);
      expect(events.at(-1)?.body.timestamp).toBe(after.body.changed_at);
    });

    it('without an event if nothing is different', async () => {
      const user = await add();
      const answer = await admin.send('PATCH', `/users/${user.uuid}`, { name: 'Rio', roles: ['employee'] });
      expect(answer).toMatchObject({ status: 200, body: { changed_at: user.changed_at } });
      expect(await auth.eventsOf(user.uuid)).toHaveLength(1);
    });

    it.each([
      ['an unknown field', { wings: 2 }],
      ['nothing', {}],
      ['no role at all', { roles: [] }],
      ['an unknown role', { roles: ['king'] }],
      ['a password, which has its own route', { password: 'a long enough one' }],
    ])('not with %s', async (_, change) => {
      const answer = await admin.send('PATCH', `/users/${await auth.idOf('coco@ates.local')}`, change);
      expect(answer).toMatchObject(problem(400, 'invalid-request'));
    });

    it("not to someone else's e-mail", async () => {
      const user = await add();
      const answer = await admin.send('PATCH', `/users/${user.uuid}`, { email: 'polly@ates.local' });
      expect(answer).toMatchObject(problem(409, 'email-taken'));
    });
  });

  describe('are deleted', () => {
    it('once, with one event, and their e-mail is free again', async () => {
      const user = await add();
      expect((await admin.send('DELETE', `/users/${user.uuid}`)).status).toBe(204);
      expect(await admin.send('DELETE', `/users/${user.uuid}`)).toMatchObject(problem(404, 'user-not-found'));
      expect(await admin.send('PATCH', `/users/${user.uuid}`, { name: 'Blu' })).toMatchObject(
        problem(404, 'user-not-found'),
      );
      const types = (await auth.eventsOf(user.uuid)).map((event) => event.type);
      expect(types).toEqual(['auth.user.created', 'auth.user.deleted']);
      const [left] = await auth.database.query<{ credentials: number }>(
        `select count(*)::int as credentials from credential where user_id = $1`,
        [user.uuid],
      );
      expect(left?.credentials).toBe(0);
      const successor = await add({ email: user.email });
      expect(successor.uuid).not.toBe(user.uuid);
    });
  });

  describe('keep their password', () => {
    const wrongPassword = problem(403, 'wrong-password');

    it('until they set a new one by providing the current one, which ends their sessions', async () => {
      const user = await add();
      const browser = new Browser();
      const tokens = await auth.signIn(user.email, 'a long enough one', browser);
      const api = auth.withToken(tokens.access_token);
      const path = `/users/${user.uuid}/credentials/password`;
      const password = 'quite another one';
      expect(await api.put(path, { password })).toMatchObject(wrongPassword);
      expect(await api.put(path, { password, current_password: 'wrong' })).toMatchObject(wrongPassword);
      expect((await api.put(path, { password, current_password: 'a long enough one' })).status).toBe(204);
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      const silent = await auth.startSignIn(browser, { prompt: 'none' });
      expect(silent.page.url).toContain('login_required');
      await expect(auth.signIn(user.email, password)).resolves.toBeDefined();
      const started = await auth.startSignIn();
      const old = await auth.submitPassword(started, user.email, 'a long enough one');
      expect(old.url.startsWith(callback)).toBe(false);
    });

    it('safe from others, and guesses at their own are limited like sign-ins', async () => {
      const polly = await auth.as('polly@ates.local');
      const coco = await auth.idOf('coco@ates.local');
      const body = { password: 'quite another one', current_password: demoPassword };
      expect(await polly.put(`/users/${coco}/credentials/password`, body)).toMatchObject(
        problem(403, 'not-your-account'),
      );
      const user = await add();
      const api = await auth.as(user.email, 'a long enough one');
      const guess = () =>
        api.put(`/users/${user.uuid}/credentials/password`, { ...body, current_password: 'a guess' });
      for (let attempt = 0; attempt < 10; attempt += 1) {
        expect((await guess()).status).toBe(403);
      }
      expect(await guess()).toMatchObject(problem(429, 'too-many-attempts'));
    });

    it('as an argon2id hash and nothing else', async () => {
      const rows = await auth.database.query<{ secret_hash: string }>('select secret_hash from credential');
      expect(rows.every((row) => row.secret_hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$'))).toBe(true);
      const dump = await auth.database.query<{ text: string }>(
        `select answer::text || request.fingerprint as text from idempotency_key as request`,
      );
      expect(dump.some(({ text }) => text?.includes('a long enough one'))).toBe(false);
    });
  });
});

describe('The last administrator', () => {
  let auth: AuthService;

  beforeEach(async () => {
    auth = await AuthService.start();
  });

  afterEach(() => auth.stop());

  const refusal = problem(409, 'last-administrator');

  it('can be neither deleted nor demoted', async () => {
    const admin = await auth.as('admin@ates.local');
    const id = await auth.idOf('admin@ates.local');
    expect(await admin.send('DELETE', `/users/${id}`)).toMatchObject(refusal);
    expect(await admin.send('PATCH', `/users/${id}`, { roles: ['manager'] })).toMatchObject(refusal);
    const kept = await admin.send('PATCH', `/users/${id}`, { roles: ['manager', 'administrator'] });
    expect(kept.status).toBe(200);
  });

  it('remains when two remove each other concurrently', async () => {
    const admin = await auth.as('admin@ates.local');
    const one = await auth.idOf('admin@ates.local');
    for (let round = 0; round < 5; round += 1) {
      const { body: two } = await admin.post<UserView>('/users', {
        name: 'Second',
        email: newEmail(),
        roles: ['administrator'],
      });
      const answers = await Promise.all([
        admin.send('PATCH', `/users/${one}`, { roles: ['employee'] }),
        admin.send('DELETE', `/users/${two.uuid}`),
      ]);
      const statuses = answers.map(({ status }) => status);
      // The second request is refused: as the last administrator, or because the first one removed the requester's role.
      expect(statuses.filter((status) => status < 300)).toHaveLength(1);
      const [left] = await auth.database.query<{ count: number }>(
        `select count(*)::int as count from users where 'administrator' = any(roles) and not is_deleted`,
      );
      expect(left?.count).toBe(1);
      await auth.database.query(
        `update users set roles = case when id = $1 then '{administrator}' else '{employee}'::text[] end`,
        [one],
      );
    }
  });
});
