import { createHash } from 'node:crypto';
import type { UserView } from '@ates/contracts';
import { Database } from '@ates/platform';
import type { Api } from '../../../test/support/api.js';
import { Passwords } from '../src/credentials/passwords.js';
import { deleteDeviceClient, insertDeviceClient } from '../src/oidc/device-clients.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService, callback, claimsOf, demoPassword, type StartedSignIn } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

const grant = 'urn:ates:grant-type:beak';
const door = { id: 'front-door', secret: 'the secret of the front door' };

/** The hash of a unique photo. */
const beakOf = (photo: string): string => createHash('sha256').update(photo).digest('hex');

async function registerDevice(auth: AuthService, { id, secret } = door): Promise<void> {
  const hash = await new Passwords().hash(secret);
  await auth.get(Database).transaction((tx) => insertDeviceClient(tx, id, hash));
}

const show = (auth: AuthService, beak: string, parameters: Record<string, string> = {}) =>
  auth.requestToken(door.id, door.secret, { grant_type: grant, beak, ...parameters });

describe('A beak (A4)', () => {
  let auth: AuthService;
  let admin: Api;
  let last = 0;

  beforeAll(async () => {
    auth = await AuthService.start();
    await registerDevice(auth);
    admin = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  const add = async (): Promise<UserView> => {
    last += 1;
    const email = `beak-${last}@example.org`;
    const answer = await admin.post<UserView>('/users', { name: 'Rio', email, password: demoPassword });
    return answer.body;
  };

  const pathOf = (user: UserView): string => `/users/${user.uuid}/credentials/beak`;

  /** A person whose beak an administrator set. */
  const addWithBeak = async (beak: string): Promise<UserView> => {
    const user = await add();
    expect((await admin.put(pathOf(user), { beak })).status).toBe(204);
    return user;
  };

  describe('is set', () => {
    it('by its owner, who provides their password', async () => {
      const user = await add();
      const api = await auth.as(user.email);
      const beak = beakOf('by its owner');
      expect(await api.put(pathOf(user), { beak })).toMatchObject(problem(403, 'wrong-password'));
      expect(await api.put(pathOf(user), { beak, current_password: 'wrong' })).toMatchObject(
        problem(403, 'wrong-password'),
      );
      expect((await show(auth, beak)).status).toBe(400);
      expect((await api.put(pathOf(user), { beak, current_password: demoPassword })).status).toBe(204);
      expect((await show(auth, beak)).status).toBe(200);
    });

    it('by administrators for anyone, and by no one else for others', async () => {
      const user = await add();
      const beak = beakOf('by an administrator');
      const polly = await auth.as('polly@ates.local');
      const body = { beak, current_password: demoPassword };
      expect(await polly.put(pathOf(user), body)).toMatchObject(problem(403, 'not-your-account'));
      expect((await auth.anonymous().put(pathOf(user), body)).status).toBe(401);
      const service = await auth.asService('tasks');
      expect((await service.put(pathOf(user), body)).status).toBe(403);
      expect((await admin.put(pathOf(user), { beak })).status).toBe(204);
    });

    it('in place of an earlier one, which ends the person’s sessions; setting the first one does not', async () => {
      const user = await add();
      const browser = new Browser();
      const tokens = await auth.signIn(user.email, demoPassword, browser);
      expect((await admin.put(pathOf(user), { beak: beakOf('first') })).status).toBe(204);
      const refreshed = await auth.refresh(tokens.refresh_token);
      expect((await admin.put(pathOf(user), { beak: beakOf('second') })).status).toBe(204);
      await expect(auth.refresh(refreshed.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      const silent = await auth.startSignIn(browser, { prompt: 'none' });
      expect(silent.page.url).toContain('login_required');
      expect((await show(auth, beakOf('first'))).status).toBe(400);
      expect((await show(auth, beakOf('second'))).status).toBe(200);
    });

    it('for only one of three people who want the same one concurrently', async () => {
      const users = [await add(), await add(), await add()];
      const beak = beakOf('wanted by three');
      const answers = await Promise.all(users.map((user) => admin.put(pathOf(user), { beak })));
      const [set, ...refused] = answers.sort((left, right) => left.status - right.status);
      expect(set?.status).toBe(204);
      expect(refused).toHaveLength(2);
      for (const answer of refused) {
        expect(answer).toMatchObject(problem(409, 'beak-taken'));
      }
    });

    it('once per Idempotency-Key', async () => {
      const user = await add();
      const headers = { 'idempotency-key': 'beak-once' };
      const body = { beak: beakOf('once') };
      expect((await admin.put(pathOf(user), body, headers)).status).toBe(204);
      expect((await admin.put(pathOf(user), body, headers)).status).toBe(204);
      const other = await admin.put(pathOf(user), { beak: beakOf('twice') }, headers);
      expect(other).toMatchObject(problem(422, 'idempotency-key-reused'));
    });

    it.each([
      ['the photo itself', { beak: 'data:image/png;base64,iVBORw0KGgo=' }],
      ['a shorter hash', { beak: 'ab'.repeat(20) }],
      ['nothing', {}],
      ['an unknown field', { beak: beakOf('x'), wings: 2 }],
    ])('never to %s', async (_, body) => {
      expect(await admin.put(pathOf(await add()), body)).toMatchObject(problem(400, 'invalid-request'));
    });

    it('as an argon2id hash and a keyed lookup, and is stored nowhere in the clear', async () => {
      const beak = beakOf('nowhere');
      const user = await addWithBeak(beak);
      const [row] = await auth.database.query<{ secret_hash: string; lookup: string; text: string }>(
        `select secret_hash, lookup, row_to_json(c)::text as text from credential c
         where user_id = $1 and kind = 'beak'`,
        [user.uuid],
      );
      expect(row?.secret_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
      expect(row?.text).not.toContain(beak);
      const unkeyed = [beak, Buffer.from(beak, 'hex')].map((input) =>
        createHash('sha256').update(input).digest('base64url'),
      );
      expect(unkeyed).not.toContain(row?.lookup);
    });

    it('until its person is deleted, after which someone else can use it', async () => {
      const beak = beakOf('of two, one after the other');
      const user = await addWithBeak(beak);
      expect((await admin.send('DELETE', `/users/${user.uuid}`)).status).toBe(204);
      expect(await show(auth, beak)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      const successor = await addWithBeak(beak);
      expect(claimsOf((await show(auth, beak)).body.access_token)['sub']).toBe(successor.uuid);
    });
  });

  describe('is removed', () => {
    it('by its owner, which ends their sessions; removing it again does nothing', async () => {
      const beak = beakOf('removed by its owner');
      const user = await addWithBeak(beak);
      const tokens = await auth.signIn(user.email);
      const api = auth.withToken(tokens.access_token);
      expect((await api.send('DELETE', pathOf(user))).status).toBe(204);
      expect(await show(auth, beak)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      await expect(auth.refresh(tokens.refresh_token)).rejects.toMatchObject({ error: 'invalid_grant' });
      const later = await auth.signIn(user.email);
      expect((await api.send('DELETE', pathOf(user))).status).toBe(204);
      expect((await auth.refresh(later.refresh_token)).access_token).toBeDefined();
      expect((await admin.put(pathOf(await add()), { beak })).status).toBe(204);
    });

    it('by administrators for anyone, and by no one else for others', async () => {
      const beak = beakOf('removed by an administrator');
      const user = await addWithBeak(beak);
      const path = pathOf(user);
      for (const email of ['polly@ates.local', 'manager@ates.local', 'accountant@ates.local']) {
        const answer = await (await auth.as(email)).send('DELETE', path);
        expect(answer).toMatchObject(problem(403, 'not-your-account'));
      }
      expect((await auth.anonymous().send('DELETE', path)).status).toBe(401);
      expect((await (await auth.asService('tasks')).send('DELETE', path)).status).toBe(403);
      expect((await show(auth, beak)).status).toBe(200);
      const headers = { 'idempotency-key': 'beak-removed' };
      expect((await admin.send('DELETE', path, undefined, headers)).status).toBe(204);
      expect((await admin.put(path, { beak })).status).toBe(204);
      expect((await admin.send('DELETE', path, undefined, headers)).status).toBe(204);
      expect((await show(auth, beak)).status).toBe(200);
    });

    it('by an administrator, but not by its owner, if it is the only credential', async () => {
      const body = { name: 'Rio', email: 'beak-alone@example.org' };
      const { body: user } = await admin.post<UserView>('/users', body);
      const beak = beakOf('alone');
      expect((await admin.put(pathOf(user), { beak })).status).toBe(204);
      const shown = await show(auth, beak);
      const owner = auth.withToken(shown.body.access_token ?? '');
      expect(await owner.send('DELETE', pathOf(user))).toMatchObject(problem(409, 'last-credential'));
      expect((await admin.send('DELETE', pathOf(user))).status).toBe(204);
      expect((await show(auth, beak)).status).toBe(400);
    });

    it('only for existing people: unknown ones are a 404', async () => {
      const path = '/users/0198b3a0-0000-7000-8000-00000000dead/credentials/beak';
      expect(await admin.send('DELETE', path)).toMatchObject(problem(404, 'user-not-found'));
      expect(await admin.send('DELETE', '/users/polly/credentials/beak')).toMatchObject(
        problem(400, 'invalid-request'),
      );
    });
  });

  describe('shown to a registered device', () => {
    const beak = beakOf('shown to a device');
    let user: UserView;

    beforeAll(async () => {
      user = await addWithBeak(beak);
    });

    it('returns its owner’s token, valid for five minutes, that says how they signed in', async () => {
      const { status, body, headers } = await show(auth, beak.toUpperCase());
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('no-store');
      expect(body).toMatchObject({
        token_type: 'Bearer',
        expires_in: 300,
        scope: 'openid profile email',
      });
      expect(body).not.toHaveProperty('refresh_token');
      const claims = claimsOf(body.access_token);
      expect(claims).toMatchObject({
        iss: auth.issuer,
        sub: user.uuid,
        aud: 'urn:ates:api',
        client_id: door.id,
        roles: ['employee'],
        amr: ['face'],
      });
      expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300);
      const api = auth.withToken(body.access_token ?? '');
      expect(await api.get('/oidc/me')).toMatchObject({ status: 200, body: { email: user.email } });
      expect((await api.get('/users')).status).toBe(403);
    });

    it('returns the requested scopes', async () => {
      const { body } = await show(auth, beak, { scope: 'openid' });
      expect(claimsOf(body.access_token)['scope']).toBe('openid');
    });

    it.each([
      ['an unknown photo', { beak: beakOf('a stranger') }, 'invalid_grant'],
      ['no beak', { beak: '' }, 'invalid_request'],
      ['something other than a hash', { beak: 'polly' }, 'invalid_request'],
      ['a service scope', { beak, scope: 'users:read' }, 'invalid_scope'],
      ['another audience', { beak, resource: 'urn:cats:api' }, 'invalid_target'],
      ['the grant of services', { grant_type: 'client_credentials' }, 'invalid_request'],
    ])('returns no token for %s', async (_, parameters, error) => {
      const answer = await show(auth, beak, parameters);
      expect(answer).toMatchObject({ status: 400, body: { error } });
      expect(answer.body).not.toHaveProperty('access_token');
    });

    it.each([
      ['with a wrong secret', door.id, 'a guess', 401],
      ['that is not registered', 'back-door', door.secret, 401],
      ['that is a service', 'tasks', 'tasks-secret-for-tests-only', 400],
    ])('returns no token to a device %s', async (_, id, secret, status) => {
      const answer = await auth.requestToken(id, secret, { grant_type: grant, beak });
      expect(answer.status).toBe(status);
      expect(answer.body).not.toHaveProperty('access_token');
    });

    it('returns no token to a browser application or a device without a secret', async () => {
      for (const client of ['web', 'device']) {
        const response = await fetch(`${auth.issuer}/token`, {
          method: 'POST',
          body: new URLSearchParams({ grant_type: grant, client_id: client, beak }),
        });
        expect(response.status).toBe(400);
      }
    });

    it('returns no token to a device whose registration was removed', async () => {
      const gone = { id: 'lost-tablet', secret: 'the secret of the tablet' };
      await registerDevice(auth, gone);
      const ask = () => auth.requestToken(gone.id, gone.secret, { grant_type: grant, beak });
      expect((await ask()).status).toBe(200);
      await auth.get(Database).transaction((tx) => deleteDeviceClient(tx, gone.id));
      expect((await ask()).status).toBe(401);
    });
  });

  describe('on the sign-in page', () => {
    const beak = beakOf('on the page');
    let user: UserView;

    beforeAll(async () => {
      user = await addWithBeak(beak);
    });

    it('signs its owner in with their e-mail; the tokens say how, even after a refresh', async () => {
      const started = await auth.startSignIn();
      const shown = await auth.submitBeak(started, user.email, beak);
      const tokens = await auth.exchange(started, shown);
      expect(claimsOf(tokens.access_token)).toMatchObject({ sub: user.uuid, amr: ['face'] });
      expect(tokens.claims()).toMatchObject({ sub: user.uuid, amr: ['face'] });
      const refreshed = await auth.refresh(tokens.refresh_token);
      expect(claimsOf(refreshed.access_token)['amr']).toEqual(['face']);
    });

    it('is rejected in the same way for a person with no or another beak and for an unknown e-mail', async () => {
      const without = await add();
      for (const email of [without.email, 'polly@ates.local', 'nobody@ates.local']) {
        const started = await auth.startSignIn();
        const again = await auth.submitBeak(started, email, beak);
        expect([again.status, alertOn(again)]).toEqual([
          401,
          'Wrong e-mail or photo. Check both and try again. Use exactly the file you registered: a copy that was edited, resized or sent through a messenger won’t work.',
        ]);
        expect(again.text).not.toContain(beak);
      }
    });

    it('is not accepted as a password, nor a password as a beak', async () => {
      const started = await auth.startSignIn();
      expect((await auth.submitPassword(started, user.email, beak)).status).toBe(401);
      const other = await auth.startSignIn();
      expect((await auth.submitBeak(other, user.email, demoPassword)).status).toBe(401);
    });

    it('has a photo field, which no form sends, labelled in the language of the reader', async () => {
      const { page } = await auth.startSignIn();
      expect(page.text).toContain('<div id="by-photo" hidden>');
      expect(page.text).toMatch(/<label class="drop" for="photo">\s/);
      expect(page.text).toContain('<strong>Choose your beak photo</strong>');
      expect(page.text).toMatch(
        /<input id="photo" type="file" accept="image\/\*" aria-describedby="photo-why">/,
      );
      const russian = await auth.startSignIn(new Browser({ 'accept-language': 'ru' }));
      expect(russian.page.text).toContain('Выберите фото клюва');
    });

    it('is hashed by a script that Auth serves', async () => {
      const response = await fetch(`${auth.issuer}/beak-photo.js`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await response.text()).toContain('SHA-256');
    });
  });

  it('does not replace the password, which still works', async () => {
    const user = await addWithBeak(beakOf('beside a password'));
    const tokens = await auth.signIn(user.email);
    expect(claimsOf(tokens.access_token)['amr']).toEqual(['pwd']);
    expect(tokens.claims()?.['amr']).toEqual(['pwd']);
    const refreshed = await auth.refresh(tokens.refresh_token);
    expect(claimsOf(refreshed.access_token)['amr']).toEqual(['pwd']);
  });
});

describe('Registration with a beak (A4, A9)', () => {
  let auth: AuthService;

  beforeAll(async () => {
    auth = await AuthService.start();
    await registerDevice(auth);
  });

  afterAll(() => auth.stop());

  const join = (body: { email: string } & Record<string, unknown>) => auth.join({ name: 'Rio', ...body });

  describe('by API', () => {
    it('alone: its owner signs in with it on the page and at a device', async () => {
      const [email, beak] = ['alone@example.org', beakOf('registered alone')];
      const { status, uuid } = await join({ email, beak: beak.toUpperCase() });
      expect(status).toBe(200);
      const started = await auth.startSignIn();
      const tokens = await auth.exchange(started, await auth.submitBeak(started, email, beak));
      expect(claimsOf(tokens.access_token)).toMatchObject({ sub: uuid, roles: ['employee'], amr: ['face'] });
      expect(claimsOf((await show(auth, beak)).body.access_token)['sub']).toBe(uuid);
    });

    it('together with a password: either one signs in', async () => {
      const [email, beak] = ['both@example.org', beakOf('registered with both')];
      expect((await join({ email, beak, password: demoPassword })).status).toBe(200);
      expect(claimsOf((await auth.signIn(email)).access_token)['amr']).toEqual(['pwd']);
      expect((await show(auth, beak)).status).toBe(200);
    });

    it('that someone already has: it fails only after the address is confirmed, or is dropped if there is a password', async () => {
      const beak = beakOf('registered twice');
      await join({ email: 'first@example.org', beak });
      const alone = await join({ email: 'second@example.org', beak });
      expect(alone).toMatchObject(problem(409, 'beak-taken'));
      expect(alone.uuid).toBe('');
      const both = await join({ email: 'third@example.org', beak, password: demoPassword });
      expect(both).toMatchObject({ status: 200, body: { outcome: 'registered', beak_taken: true } });
      await expect(auth.signIn('third@example.org')).resolves.toBeDefined();
      expect(claimsOf((await show(auth, beak)).body.access_token)['sub']).toBe(
        await auth.idOf('first@example.org'),
      );
    });

    it('for only one of ten people who confirm concurrently', async () => {
      const beak = beakOf('registered by ten');
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => join({ email: `ten-${index}@example.org`, beak })),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(9);
    });

    it('once per Idempotency-Key, and stores neither the beak nor the password in the clear', async () => {
      const [beak, password] = [beakOf('registered once'), 'a password of its own'];
      const body = { name: 'Rio', email: 'once@example.org', beak, password };
      const headers = { 'idempotency-key': 'registered-once' };
      const first = await auth.anonymous().post('/register', body, headers);
      const again = await auth.anonymous().post('/register', body, headers);
      expect([again.status, again.body]).toEqual([202, first.body]);
      const stored = await auth.database.query<{ row: string }>(
        `select row_to_json(k)::text as row from idempotency_key k
         union all select row_to_json(r)::text from registration r
         union all select row_to_json(c)::text from credential c`,
      );
      expect(stored.length).toBeGreaterThan(0);
      expect(JSON.stringify(stored)).not.toContain(beak);
      expect(JSON.stringify(stored)).not.toContain(password);
    });
  });

  describe('on its page', () => {
    /** Opens the page from the link on the sign-in page. */
    const open = async (browser = new Browser()): Promise<StartedSignIn> => {
      const started = await auth.startSignIn(browser);
      const link = /<a href="([^"]*\/registration)"/.exec(started.page.text)?.[1] ?? '';
      return { ...started, page: await browser.open(new URL(link, started.page.url).href, callback) };
    };

    const submit = (started: StartedSignIn, fields: Record<string, string>): Promise<ShownPage> =>
      started.browser.submit(started.page, { name: 'Rio', password: '', ...fields }, callback);

    /** Confirms an address with the button on its link's page; returns the resulting page. */
    const confirm = async (email: string, browser = new Browser()): Promise<ShownPage> => {
      const link = linkIn(await auth.mailTo(email, 'confirm-address'));
      return browser.submit(await browser.open(link, callback), {}, callback);
    };

    const signInWith = async (email: string, fields: { password?: string; beak?: string }) => {
      const started = await auth.startSignIn();
      const shown = fields.password
        ? await auth.submitPassword(started, email, fields.password)
        : await auth.submitBeak(started, email, fields.beak ?? '');
      return claimsOf((await auth.exchange(started, shown)).access_token);
    };

    it.each([
      ['a password', { password: demoPassword }, ['pwd']],
      ['a beak', { beak: beakOf('on the page, alone') }, ['face']],
      ['both', { password: demoPassword, beak: beakOf('on the page, with a password') }, ['pwd']],
    ])('with %s: the person confirms the address and signs in', async (what, fields, amr) => {
      const email = `page-${what.replace(' ', '-')}@example.org`;
      const shown = await submit(await open(), { email, ...fields });
      expect(shown.status).toBe(200);
      expect(shown.text).toContain('<h1>Check your e-mail</h1>');
      expect(await auth.idOf(email)).toBe('');
      expect((await confirm(email)).text).toContain('<h1>Address confirmed</h1>');
      expect(await signInWith(email, fields)).toMatchObject({
        sub: await auth.idOf(email),
        roles: ['employee'],
        amr,
      });
    });

    it('names the invalid fields, keeps what was entered, and accepts the corrected form', async () => {
      const started = await open();
      const refused = await submit(started, { name: ' ', email: 'perch', password: 'short' });
      expect(refused.status).toBe(400);
      expect(alertOn(refused)).toMatch(/Enter your name.*not an e-mail address.*Choose a password/);
      expect(refused.text).toContain('value="perch"');
      expect(refused.text).not.toContain('short');
      const email = 'right-at-last@example.org';
      const shown = await submit({ ...started, page: refused }, { email, password: demoPassword });
      expect(shown.text).toContain('<h1>Check your e-mail</h1>');
    });

    it('is available in Russian, cannot be framed and links back to the sign-in page', async () => {
      const started = await open(new Browser({ 'accept-language': 'ru' }));
      expect(started.page.text).toContain('<h1>Зарегистрироваться</h1>');
      expect(started.page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(started.page.headers.get('cache-control')).toBe('no-store');
      const back = /<a href="([^"]*\/sign-in\/[^"/]*)"/.exec(started.page.text)?.[1] ?? '';
      const page = await started.browser.open(new URL(back, started.page.url).href, callback);
      expect(page.text).toContain('<h1>Войти</h1>');
    });

    it("cannot be opened at the address of another person's sign-in, or after the sign-in has ended", async () => {
      const [mine, theirs] = [await open(), await open()];
      expect((await mine.browser.open(theirs.page.url, callback)).status).toBe(400);
      const signInPage = await mine.browser.open(mine.page.url.replace('/registration', ''), callback);
      await auth.submitPassword({ ...mine, page: signInPage }, 'polly@ates.local');
      expect((await submit(mine, { email: 'again@example.org', password: demoPassword })).status).toBe(400);
      const rows = await auth.database.query(`select from registration where email = 'again@example.org'`);
      expect(rows).toEqual([]);
    });
  });
});

describe('The registration page is limited', () => {
  it('per address, and says for how long', async () => {
    const auth = await AuthService.start({ environment: { REGISTRATIONS_PER_ADDRESS: '1' } });
    try {
      const statuses: number[] = [];
      for (const name of ['one', 'two']) {
        const started = await auth.startSignIn();
        const page = await started.browser.open(`${started.page.url.split('?')[0]}/registration`, callback);
        const fields = { name, email: `${name}@example.org`, password: demoPassword };
        const shown = await started.browser.submit(page, fields, callback);
        statuses.push(shown.status);
        if (shown.status === 429) {
          expect(alertOn(shown)).toMatch(/Try again in \d+ minutes/);
          expect(Number(shown.headers.get('retry-after'))).toBeGreaterThan(0);
        }
      }
      expect(statuses).toEqual([200, 429]);
    } finally {
      await auth.stop();
    }
  });
});

describe('Beaks at devices are limited', () => {
  let auth: AuthService;

  const start = async (environment: Record<string, string>): Promise<void> => {
    auth = await AuthService.start({ environment });
    await registerDevice(auth);
  };

  const setBeak = async (email: string, beak: string): Promise<void> => {
    const admin = await auth.as('admin@ates.local');
    const answer = await admin.put(`/users/${await auth.idOf(email)}/credentials/beak`, { beak });
    expect(answer.status).toBe(204);
  };

  afterEach(() => auth.stop());

  const pausesAreOver = () =>
    auth.database.query(`update attempt_count set expire = 0 where key like '%-pause:%'`);

  it('per device, counting only failures, which slow it down but never block it', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_DEVICE: '2' });
    const beak = beakOf('polly');
    await setBeak('polly@ates.local', beak);
    for (let round = 0; round < 4; round += 1) {
      expect((await show(auth, beak)).status).toBe(200);
    }
    for (let stranger = 1; stranger <= 3; stranger += 1) {
      expect((await show(auth, beakOf(`stranger ${stranger}`))).status).toBe(400);
    }
    const refused = await show(auth, beak);
    expect(refused).toMatchObject({ status: 429, body: { error: 'too_many_requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBe(1);
    await pausesAreOver();
    for (let round = 0; round < 2; round += 1) {
      expect((await show(auth, beak)).status).toBe(200);
    }
  });

  it("but not by strangers' attempts at the person's account or from the device's address", async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2', SIGN_IN_ATTEMPTS_PER_ADDRESS: '2' });
    const beak = beakOf('polly');
    await setBeak('polly@ates.local', beak);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const started = await auth.startSignIn();
      statuses.push((await auth.submitPassword(started, 'polly@ates.local', 'wrong')).status);
    }
    expect(statuses).toEqual([401, 401, 429]);
    expect((await show(auth, beak)).status).toBe(200);
  });

  it('without using up the limit of people who share the address', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ADDRESS: '1' });
    expect((await show(auth, beakOf('a stranger'))).status).toBe(400);
    expect((await show(auth, beakOf('another stranger'))).status).toBe(400);
    expect(claimsOf((await auth.signIn('polly@ates.local')).access_token)['amr']).toEqual(['pwd']);
  });

  it('per account on the page, too, whether or not the account exists', async () => {
    await start({ SIGN_IN_ATTEMPTS_PER_ACCOUNT: '2' });
    const beak = beakOf('polly');
    await setBeak('polly@ates.local', beak);
    const statusesFor = async (email: string): Promise<number[]> => {
      const statuses: number[] = [];
      for (const shown of [beakOf('wrong'), beakOf('wrong again'), beak]) {
        const started = await auth.startSignIn();
        statuses.push((await auth.submitBeak(started, email, shown)).status);
      }
      return statuses;
    };
    expect(await statusesFor('polly@ates.local')).toEqual([401, 401, 429]);
    expect(await statusesFor('nobody@ates.local')).toEqual([401, 401, 429]);
  });
});
