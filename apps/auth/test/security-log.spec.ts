import { createHash, randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import * as openid from 'openid-client';
import readWorkbook from 'read-excel-file/node';
import { securityLogPage, type SecurityLogEntry, type SecurityLogPage, type UserView } from '@ates/contracts';
import { asSystem, Database } from '@ates/platform';
import type { Api } from '../../../test/support/api.js';
import { rotateKeys } from '../src/keys/rotate-keys.js';
import { FailureCounts } from '../src/limits/failure-counts.js';
import { freeAccount } from '../src/users/free-account.js';
import { AuthService, demoPassword, webOrigin } from './support/auth-service.js';
import { Browser } from './support/browser.js';

const beakOf = (photo: string): string => createHash('sha256').update(photo).digest('hex');

describe("Auth's security log (A10)", () => {
  let auth: AuthService;
  let admin: Api;
  let adminId: string;
  let last = 0;

  beforeAll(async () => {
    auth = await AuthService.start();
    admin = await auth.as('admin@ates.local');
    adminId = await auth.idOf('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const pageOf = async (query: string): Promise<SecurityLogPage> => {
    const { status, body } = await admin.get<SecurityLogPage>(`/security-log?${query}`);
    expect(status).toBe(200);
    expect(securityLogPage.parse(body)).toEqual(body);
    return body;
  };

  const entries = async (query: string): Promise<SecurityLogEntry[]> => (await pageOf(query)).items;

  const add = async (password = demoPassword): Promise<UserView> => {
    last += 1;
    const person = { name: 'Rio', email: `rio-${last}@example.org`, password, roles: ['employee'] };
    const { status, body } = await admin.post<UserView>('/users', person);
    expect(status).toBe(201);
    return body;
  };

  const from = (address: string): Browser =>
    new Browser({ 'x-forwarded-for': address, 'user-agent': 'Parrot/1.0' });

  const tryIn = async (browser: Browser, email: string, password: string) =>
    auth.submitPassword(await auth.startSignIn(browser, { prompt: 'login' }), email, password);

  describe('records sign-ins and sign-outs', () => {
    it('with person, method, address and application', async () => {
      const { uuid, email } = await add();
      await auth.signIn(email, demoPassword, from('203.0.113.7'));
      expect(await entries(`person=${uuid}&action=sign-in.succeeded`)).toMatchObject([
        {
          actor: { kind: 'person', id: uuid, name: 'Rio' },
          subject: { kind: 'person', id: uuid, name: 'Rio' },
          address: '203.0.113.7',
          user_agent: 'Parrot/1.0',
          client_id: 'web',
          request_id: expect.stringMatching(/^[\w-]{36}$/) as string,
          details: { amr: ['pwd'] },
        },
      ]);
    });

    it('that fail, without unknown e-mails, which may be passwords', async () => {
      const { uuid, email } = await add();
      await tryIn(from('203.0.113.8'), email, 'wrong password');
      expect(await entries(`subject=${uuid}&action=sign-in.failed`)).toMatchObject([
        {
          actor: { kind: 'anonymous', id: null },
          address: '203.0.113.8',
          client_id: 'web',
          details: { method: 'password', within_hour: 1 },
        },
      ]);
      await tryIn(from('203.0.113.9'), 'typed-secret', 'x');
      expect(await entries('address=203.0.113.9&action=sign-in.failed')).toMatchObject([{ subject: null }]);
    });

    it('that fail or are locked out as growing counts per account and place, instead of one entry each', async () => {
      const { uuid, email } = await add();
      for (let attempt = 0; attempt < 12; attempt += 1) {
        await tryIn(from('203.0.113.10'), email, 'wrong');
      }
      const counts = async (action: string) =>
        (await entries(`subject=${uuid}&action=${action}`)).map(({ details }) => details['within_hour']);
      expect(await counts('sign-in.failed')).toEqual([10, 5, 2, 1]);
      expect(await counts('sign-in.locked-out')).toEqual([2, 1]);
    });

    it('only once the session has ended', async () => {
      const { uuid, email } = await add();
      const browser = from('203.0.113.11');
      const { id_token } = await auth.signIn(email, demoPassword, browser);
      const address = openid.buildEndSessionUrl(await auth.webClient(), {
        id_token_hint: id_token ?? '',
        post_logout_redirect_uri: `${webOrigin}/`,
      });
      const page = await browser.open(address.href, webOrigin);
      expect(await entries(`person=${uuid}&action=sign-out`)).toEqual([]);
      await browser.submit(page, { logout: 'yes' }, webOrigin);
      expect(await entries(`person=${uuid}&action=sign-out`)).toMatchObject([
        { actor: { id: uuid }, address: '203.0.113.11', client_id: 'web' },
      ]);
    });

    it('at a registered device, with its id', async () => {
      const { uuid } = await add();
      await admin.put(`/users/${uuid}/credentials/beak`, { beak: beakOf('door') });
      const { secret, hash } = {
        secret: 'the secret of the door',
        hash: await hashOf('the secret of the door'),
      };
      await auth.database.query(`insert into device_client (id, secret_hash) values ('door', $1)`, [hash]);
      const grant = { grant_type: 'urn:ates:grant-type:beak' };
      await auth.requestToken('door', secret, { ...grant, beak: beakOf('door') });
      await auth.requestToken('door', secret, { ...grant, beak: beakOf('a stranger') });
      expect(await entries(`person=${uuid}&action=sign-in.succeeded`)).toMatchObject([
        { actor: { id: uuid }, client_id: 'door', details: { amr: ['face'] } },
      ]);
      const [failed] = await entries('action=sign-in.failed');
      expect(failed).toMatchObject({ subject: null, client_id: 'door', details: { method: 'beak' } });
    });
  });

  const hashOf = async (secret: string): Promise<string> => {
    const { Passwords } = await import('../src/credentials/passwords.js');
    return auth.get(Passwords).hash(secret);
  };

  it('records at most about a hundred failed sign-ins per hour and network', async () => {
    const counts = auth.get(FailureCounts);
    let recorded = 0;
    for (let guess = 0; guess < 220; guess += 1) {
      const count = await counts.note('failed', `account-${guess}`, `2001:db8::${guess.toString(16)}`);
      recorded += count === undefined ? 0 : 1;
    }
    expect(recorded).toBe(101);
    expect(await counts.note('failed', 'account-1', '198.51.100.1')).toBe(1);
  });

  describe('records changes of people', () => {
    it('with the actor and the values before and after', async () => {
      const { uuid } = await add();
      await admin.send('PATCH', `/users/${uuid}`, { roles: ['manager'] });
      await admin.send('PATCH', `/users/${uuid}`, { name: 'Rio Grande', details: { note: 'free text' } });
      await admin.send('DELETE', `/users/${uuid}`);
      const by = { kind: 'person', id: adminId, name: 'Ara' };
      const seen = await entries(`subject=${uuid}`);
      expect(seen.map(({ action, actor, details }) => ({ action, actor, details }))).toEqual([
        { action: 'user.deleted', actor: by, details: {} },
        {
          action: 'user.changed',
          actor: by,
          details: { name_before: 'Rio', name_after: 'Rio Grande', details_changed: true },
        },
        { action: 'user.roles-changed', actor: by, details: { before: ['employee'], after: ['manager'] } },
        {
          action: 'user.created',
          actor: by,
          details: { email: expect.any(String) as string, roles: ['employee'] },
        },
      ]);
      expect(seen.at(0)?.subject?.name).toBe('Rio Grande');
      expect(seen.at(-1)?.subject?.name).toBe('Rio');
    });

    it('once for a repeated request, and not for one that changes nothing or fails', async () => {
      const { uuid, email } = await add();
      const key = { 'idempotency-key': randomUUID() };
      const password = { password: 'another-password' };
      await admin.put(`/users/${uuid}/credentials/password`, password, key);
      await admin.put(`/users/${uuid}/credentials/password`, password, key);
      await admin.send('PATCH', `/users/${uuid}`, { name: 'Rio' });
      const taken = await admin.post('/users', { name: 'Rio', email, roles: ['employee'] });
      expect(taken.status).toBe(409);
      const actions = (await entries(`subject=${uuid}`)).map(({ action }) => action);
      expect(actions).toEqual(['password.set', 'user.created']);
      const requestId = taken.headers.get('x-request-id') ?? '';
      expect(await entries(`request_id=${requestId}`)).toEqual([]);
    });

    it('and rolls back a change that cannot be recorded', async () => {
      const { uuid, email } = await add();
      await auth.database.query(
        `alter table security_log add constraint full_disk check (action <> 'password.set') not valid`,
      );
      const { status } = await admin.put(`/users/${uuid}/credentials/password`, {
        password: 'another-password',
      });
      await auth.database.query(`alter table security_log drop constraint full_disk`);
      expect(status).toBeGreaterThanOrEqual(500);
      await expect(auth.signIn(email, demoPassword)).resolves.toBeDefined();
    });
  });

  it('records what operators do with commands', async () => {
    const { uuid, email } = await add();
    const database = auth.get(Database);
    await asSystem('auth:free-account', () => database.transaction((tx) => freeAccount(tx, email)));
    const kid = await asSystem('auth:rotate-keys', () => rotateKeys(database, 600));
    expect(await entries('actor=auth:free-account')).toMatchObject([
      { action: 'account.freed', actor: { kind: 'system' }, subject: { id: uuid } },
    ]);
    expect(await entries('actor=auth:rotate-keys')).toMatchObject([
      { action: 'keys.rotated', subject: { kind: 'key', id: kid }, details: { overlap_seconds: 600 } },
    ]);
  });

  it('records the configuration at each start, without secrets', async () => {
    const [start] = await entries('action=service.started');
    expect(start).toMatchObject({
      actor: { kind: 'system', id: 'start' },
      details: {
        MESSAGE_TRANSPORT: 'feed',
        COOKIE_SECRET: '(set)',
        BEAK_SECRET: '(set)',
        SIGN_IN_ATTEMPTS_PER_ACCOUNT: 10,
        DATABASE_URL: expect.not.stringContaining('@') as string,
      },
    });
  });

  it('never contains a secret, whichever way it was entered', async () => {
    const password = 'canary-password-1';
    const shownBeak = beakOf('canary');
    const { uuid, email } = await add(password);
    await admin.put(`/users/${uuid}/credentials/password`, { password: 'canary-password-2' });
    await admin.put(`/users/${uuid}/credentials/beak`, { beak: shownBeak });
    const own = await auth.signIn(email, 'canary-password-2');
    await auth.withToken(own.access_token).put(`/users/${uuid}/credentials/password`, {
      password: 'canary-password-3',
      current_password: 'canary-password-wrong',
    });
    await tryIn(from('203.0.113.20'), 'canary-password-4', 'canary-password-5');
    await tryIn(from('203.0.113.20'), email, 'canary-password-6');
    await auth.anonymous().post('/register', { name: 'Rio', email: 'rio@canary.example', password });
    const { body: client } = await admin.post<{ secret: string }>('/clients', {
      id: 'canary-client',
      scopes: ['users:read'],
    });
    const { body: renewed } = await admin.post<{ secret: string }>('/clients/canary-client/secret');
    await auth.requestToken('canary-client', client.secret);
    const secrets = [
      'canary-password',
      shownBeak,
      client.secret,
      renewed.secret,
      own.access_token,
      own.refresh_token ?? '',
      own.id_token ?? '',
      'secret-for-tests-only',
      'for-tests-only@',
    ];
    const [log] = await auth.database.query<{ text: string }>(
      `select string_agg(entry::text, ' ') as text from security_log as entry`,
    );
    expect(secrets.filter((secret) => secret === '' || log?.text.includes(secret))).toEqual([]);
  });

  describe('can be read', () => {
    it('in pages, each entry once, newest first', async () => {
      const { uuid } = await add();
      for (const name of ['Blu', 'Jewel', 'Rafael', 'Nico']) {
        await admin.send('PATCH', `/users/${uuid}`, { name });
      }
      const seen: SecurityLogEntry[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: SecurityLogPage = await pageOf(
          `subject=${uuid}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...page.items);
        cursor = page.next_cursor;
      }
      expect(seen.map(({ details }) => details['name_after'])).toEqual([
        'Nico',
        'Rafael',
        'Jewel',
        'Blu',
        undefined,
      ]);
      expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
      expect(seen.map(({ at }) => at)).toEqual(
        seen
          .map(({ at }) => at)
          .toSorted()
          .toReversed(),
      );
      const [middle] = seen.slice(2);
      const after = await entries(`subject=${uuid}&from=${middle?.at}`);
      const before = await entries(`subject=${uuid}&to=${middle?.at}`);
      expect([after.length, before.length]).toEqual([3, 2]);
    });

    it('by several actions at once', async () => {
      const found = await entries('action=user.deleted,user.roles-changed');
      expect(new Set(found.map(({ action }) => action))).toEqual(
        new Set(['user.deleted', 'user.roles-changed']),
      );
    });

    it.each([
      ['an unknown action', 'action=user.eaten', 'action.0', 'wrong-choice'],
      ['a person that is not an id', 'person=polly', 'person', 'not-a-uuid'],
      ['an invalid time', 'from=yesterday', 'from', 'not-an-instant'],
      ['an inverted period', 'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 'to', 'range-empty'],
      [
        'a period inverted by its time zones',
        'from=2026-03-02T00:00:00Z&to=2026-03-02T01:00:00%2B02:00',
        'to',
        'range-empty',
      ],
      ['an unknown filter', 'colour=green', '', 'unknown-field'],
    ])('not by %s', async (_, query, path, code) => {
      const { status, body } = await admin.get(`/security-log?${query}`);
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { type: 'urn:ates:problem:invalid-request', errors: [{ path, code }] },
      });
    });

    it('not with a cursor from another list', async () => {
      const { status, body } = await admin.get('/security-log?cursor=WyJ4Il0');
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { type: 'urn:ates:problem:invalid-cursor' },
      });
    });

    it('as files, whose download it records', async () => {
      const { uuid } = await add();
      const csv = await admin.file(`/security-log.csv?subject=${uuid}`);
      const records: Record<string, string>[] = parse(csv.bytes, { bom: true, columns: true });
      expect(records).toMatchObject([
        { action: 'user.created', actor_id: adminId, actor_name: 'Ara', subject_id: uuid },
      ]);
      const workbook = await admin.file(`/security-log.xlsx?subject=${uuid}`);
      const [sheet] = await readWorkbook(workbook.bytes);
      expect(sheet?.data[1]?.[2]).toBe('user.created');
      expect(await entries(`actor=${adminId}&action=data.exported&limit=2`)).toMatchObject([
        { details: { what: 'security-log', format: 'xlsx', filters: [`subject=${uuid}`] } },
        { details: { what: 'security-log', format: 'csv', filters: [`subject=${uuid}`] } },
      ]);
    });
  });

  describe('identifies requests', () => {
    it('by the id from a trusted proxy, which the response returns', async () => {
      const { uuid } = await add();
      const headers = { 'x-request-id': 'from-the-origin-1' };
      const answer = await admin.send('PATCH', `/users/${uuid}`, { name: 'Blu' }, headers);
      expect(answer.headers.get('x-request-id')).toBe('from-the-origin-1');
      expect(await entries('request_id=from-the-origin-1')).toMatchObject([{ action: 'user.changed' }]);
    });

    it('by a new id if the given one is malformed', async () => {
      const answer = await admin.send('GET', '/users', undefined, { 'x-request-id': 'a b;c' });
      expect(answer.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
    });

    it('by the id in a problem', async () => {
      const { headers, body } = await admin.get(`/users/${randomUUID()}`);
      expect(body['request_id']).toBe(headers.get('x-request-id'));
    });
  });
});
