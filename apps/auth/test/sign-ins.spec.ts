import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { v4 as uuidv4 } from 'uuid';
import type { SecurityLogPage, SessionList, UserPage, UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { ChangeListener } from '../../../test/support/changes.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService } from './support/auth-service.js';
import { Browser } from './support/browser.js';

const password = 'a long enough one';
const migration = path.resolve(import.meta.dirname, '../src/database/0020-last-sign-in.sql');

let last = 0;
const newEmail = (): string => {
  last += 1;
  return `flock-${last}@example.org`;
};

describe('Sign-ins of people', () => {
  let auth: AuthService;
  let admin: Api;

  beforeAll(async () => {
    auth = await AuthService.start();
    admin = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const add = async (name = 'Rio'): Promise<UserView> => {
    const { status, body } = await admin.post<UserView>('/users', { name, email: newEmail(), password });
    expect(status).toBe(201);
    return body;
  };

  const read = async ({ uuid }: UserView): Promise<UserView> =>
    (await admin.get<UserView>(`/users/${uuid}`)).body;

  const sessionsOf = async ({ uuid }: UserView) =>
    (await admin.get<SessionList>(`/users/${uuid}/sessions`)).body.items;

  const namesOf = async (query: string): Promise<string[]> =>
    (await admin.get<UserPage>(`/users?limit=200&${query}`)).body.items.map(({ name }) => name);

  it('are stored with the security log entry, the latest of each person (A1, A10)', async () => {
    const person = await add();
    expect(person).toMatchObject({ status: 'never_signed_in', last_sign_in_at: null });
    expect(await read(person)).toEqual(person);
    const logged = async () => {
      const { body } = await admin.get<SecurityLogPage>(
        `/security-log?action=sign-in.succeeded&person=${person.uuid}`,
      );
      return body.items.map(({ at }) => Date.parse(at));
    };
    for (const signIns of [1, 2]) {
      const began = Date.now();
      await auth.signIn(person.email, password);
      const { status, last_sign_in_at: at, changed_at: changedAt } = await read(person);
      const entries = await logged();
      expect([status, changedAt, entries.length]).toEqual(['active', person.changed_at, signIns]);
      // The sign-in has the time when its transaction began, the entry that of its row.
      const times = [began, Date.parse(at ?? ''), entries[0] ?? 0, Date.now()];
      expect(times).toEqual(times.toSorted((left, right) => left - right));
    }
  });

  it('do not count when the password is wrong', async () => {
    const person = await add();
    await auth.submitPassword(await auth.startSignIn(), person.email, 'quite another one');
    expect(await read(person)).toMatchObject({ status: 'never_signed_in', last_sign_in_at: null });
  });

  it('are kept by a change of the person, and told in its answer', async () => {
    const person = await add();
    await auth.signIn(person.email, password);
    const { body } = await admin.send<UserView>('PATCH', `/users/${person.uuid}`, { name: 'Rio Grande' });
    expect(body).toEqual({ ...(await read(person)), name: 'Rio Grande' });
    expect(body.status).toBe('active');
  });

  it('are announced to open pages as changes of people', async () => {
    const person = await add();
    const { access_token: token } = await auth.signIn('polly@ates.local');
    const listener = await ChangeListener.connect(auth.url, token);
    await auth.signIn(person.email, password);
    await listener.untilReceived('people', 1);
    listener.close();
  });

  it('from before an upgrade are taken from the security log', async () => {
    const [person, newcomer] = [await add(), await add()];
    await auth.signIn(person.email, password);
    const { body } = await admin.get<SecurityLogPage>(
      `/security-log?action=sign-in.succeeded&person=${person.uuid}`,
    );
    await auth.database.query('drop table last_sign_in');
    await auth.database.query(await readFile(migration, 'utf8'));
    await auth.database.query(`grant select, insert, update on last_sign_in to public`);
    const after = await read(person);
    expect(after.status).toBe('active');
    expect(Date.parse(after.last_sign_in_at ?? '')).toBe(Date.parse(body.items[0]?.at ?? ''));
    expect((await read(newcomer)).status).toBe('never_signed_in');
  });

  it('filter and sort the list of people, in pages', async () => {
    const [first, second, never, gone] = [
      await add('Macaw Bruno'),
      await add('macaw Ada'),
      await add('Macaw Cora'),
      await add('Macaw Dido'),
    ];
    await auth.signIn(second.email, password);
    await auth.signIn(first.email, password);
    await admin.send('DELETE', `/users/${gone.uuid}`);
    const [ada, bruno, cora] = [second.name, first.name, never.name];
    expect(await namesOf('text=macaw')).toEqual([bruno, ada, cora]);
    expect(await namesOf('text=macaw&status=active')).toEqual([bruno, ada]);
    expect(await namesOf('text=macaw&status=never_signed_in')).toEqual([cora]);
    expect(await namesOf('text=macaw&status=deleted')).toEqual([gone.name]);
    expect((await admin.get<UserPage>('/users?text=macaw&status=deleted')).body.items).toMatchObject([
      { uuid: gone.uuid, status: 'deleted', last_sign_in_at: null },
    ]);
    expect(await admin.get('/users?status=flown')).toMatchObject(problem(400, 'invalid-request'));
    const orders = {
      name: [ada, bruno, cora],
      '-name': [cora, bruno, ada],
      last_sign_in: [cora, ada, bruno],
      '-last_sign_in': [bruno, ada, cora],
    };
    for (const [order, names] of Object.entries(orders)) {
      expect([order, await namesOf(`text=macaw&order=${order}`)]).toEqual([order, names]);
      const seen: string[] = [];
      let cursor = '';
      for (let page = 0; page < names.length; page += 1) {
        const { body } = await admin.get<UserPage>(`/users?text=macaw&order=${order}&limit=1${cursor}`);
        seen.push(...body.items.map(({ name }) => name));
        cursor = `&cursor=${body.next_cursor}`;
      }
      expect([order, seen, cursor]).toEqual([order, names, '&cursor=null']);
    }
    const { body } = await admin.get<UserPage>('/users?order=name&limit=1');
    expect(await admin.get(`/users?order=-name&cursor=${body.next_cursor}`)).toMatchObject(
      problem(400, 'invalid-cursor'),
    );
  });

  it('are listed as sessions, the one used last first, without what identifies them (A2)', async () => {
    const person = await add();
    expect(await sessionsOf(person)).toEqual([]);
    const earlier = await auth.signIn(person.email, password);
    await auth.signIn(person.email, password);
    // Tokens have whole seconds: let the first session's be older.
    await auth.database.query(
      `update oidc_payload set payload = payload || jsonb_build_object('iat', (payload->>'iat')::int - 60)
       where account_id = $1`,
      [person.uuid],
    );
    await auth.refresh(earlier.refresh_token);
    const sessions = await sessionsOf(person);
    expect(sessions.map(({ kind }) => kind)).toEqual(['browser', 'browser']);
    const [used, other] = sessions.map((session) => Date.parse(session.last_used_at));
    expect((used ?? 0) - (other ?? 0)).toBeGreaterThan(50_000);
    const { last_sign_in_at: at } = await read(person);
    for (const session of sessions) {
      expect(Math.abs(Date.parse(session.signed_in_at) - Date.parse(at ?? ''))).toBeLessThan(60_000);
      expect(Date.parse(session.expires_at)).toBeGreaterThan(Date.now());
      expect(Object.keys(session).sort()).toEqual(['expires_at', 'kind', 'last_used_at', 'signed_in_at']);
    }
    expect(await admin.get(`/users/${uuidv4()}/sessions`)).toMatchObject(problem(404, 'user-not-found'));
  });

  it('end everywhere when an administrator ends the sessions, once per Idempotency-Key (A2, A10)', async () => {
    const [person, other] = [await add(), await add()];
    const browser = new Browser();
    const tokens = await auth.signIn(person.email, password, browser);
    const others = await auth.signIn(other.email, password);
    const headers = { 'idempotency-key': uuidv4() };
    const end = () => admin.send('DELETE', `/users/${person.uuid}/sessions`, undefined, headers);
    expect((await end()).status).toBe(204);
    expect(await sessionsOf(person)).toEqual([]);
    await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
    const silent = await auth.startSignIn(browser, { prompt: 'none' });
    expect(silent.page.url).toContain('login_required');
    await expect(auth.refresh(others.refresh_token)).resolves.toBeDefined();
    // The repeated request does not end the session that has begun meanwhile.
    await auth.signIn(person.email, password);
    expect((await end()).status).toBe(204);
    expect(await sessionsOf(person)).toHaveLength(1);
    const { body } = await admin.get<SecurityLogPage>(
      `/security-log?action=sessions.ended&person=${person.uuid}`,
    );
    expect(body.items).toMatchObject([
      { subject: { kind: 'person', id: person.uuid }, actor: { id: await auth.idOf('admin@ates.local') } },
    ]);
    expect(await admin.send('DELETE', `/users/${uuidv4()}/sessions`)).toMatchObject(
      problem(404, 'user-not-found'),
    );
  });

  it('are no changes of the person, but a change to outdated data is refused (A1)', async () => {
    const person = await add();
    const change = (body: Record<string, unknown>) =>
      admin.send<UserView>('PATCH', `/users/${person.uuid}`, body);
    await auth.signIn(person.email, password);
    const seen = { unchanged_since: person.changed_at };
    const { body: changed } = await change({ name: 'Rio Grande', ...seen });
    expect(changed.name).toBe('Rio Grande');
    expect(await change({ name: 'Rio Bravo', ...seen })).toMatchObject(problem(409, 'user-changed'));
    expect(await read(person)).toEqual(changed);
    const again = await change({ name: 'Rio Bravo', unchanged_since: changed.changed_at });
    expect(again.body.name).toBe('Rio Bravo');
    expect(await change({ unchanged_since: changed.changed_at })).toMatchObject(
      problem(400, 'invalid-request'),
    );
  });
});
