import { v4 as uuidv4 } from 'uuid';
import type {
  InvitationPage,
  InvitationView,
  RegistrationMode,
  RegistrationRequestPage,
  UserView,
} from '@ates/contracts';
import { AuthConfiguration } from '../src/config.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { until } from '../../../test/support/until.js';
import type { Api } from '../../../test/support/api.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService, callback, demoPassword } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';
import { storedEvents } from '../../../test/support/events.js';

const password = 'a long enough one';

let last = 0;
const newEmail = (): string => {
  last += 1;
  return `joiner-${last}@example.org`;
};

describe('Joining (A9)', () => {
  let auth: AuthService;
  let admin: Api;

  beforeAll(async () => {
    auth = await AuthService.start({ environment: { MAILS_PER_ADDRESS: '3' } });
    admin = await auth.as('admin@ates.local');
  });

  afterAll(() => auth.stop());

  beforeEach(() => setMode('open'));

  /** Switches the registration mode as if Auth had been started with it. */
  const setMode = (mode: RegistrationMode, domains: string[] = []): void => {
    Object.assign(auth.get(AuthConfiguration), { REGISTRATION: mode, REGISTRATION_DOMAINS: domains });
  };

  const register = (email: string, fields: Record<string, unknown> = {}) =>
    auth.anonymous().post('/register', { name: 'Rio', email, password, ...fields });

  const confirm = (token: string) => auth.anonymous().post('/register/confirm', { token });

  const expire = (column: 'expires_at' | 'revoked_at', token: string) =>
    auth.database.query(
      `update one_time_link set ${column} = now() - interval '1 second'
       where token_hash = translate(encode(sha256($1::bytea), 'base64'), '+/=', '-_')`,
      [token],
    );

  const mailsTo = async (email: string): Promise<string[]> => {
    const rows = await auth.database.query<{ kind: string }>(
      `select kind from mail where lower(recipient) = lower($1) order by id`,
      [email],
    );
    return rows.map(({ kind }) => kind);
  };

  describe('by registering', () => {
    it('creates no user and publishes no event before the address is confirmed', async () => {
      const email = newEmail();
      const events = async () =>
        (
          await auth.database.query<{ count: number }>(
            `select count(*)::int as count from ${storedEvents} as outbox`,
          )
        )[0]?.count;
      const before = await events();
      const answer = await register(email);
      expect(answer).toMatchObject({ status: 202, body: { status: 'check-your-mail', email } });
      expect(await auth.idOf(email)).toBe('');
      expect(await events()).toBe(before);
      const started = await auth.startSignIn();
      expect((await auth.submitPassword(started, email, password)).status).toBe(401);
    });

    it('responds the same for an address that has an account, and notifies its owner', async () => {
      const free = newEmail();
      const [known, unknown] = [await register('POLLY@ates.local'), await register(free)];
      expect([known.status, Object.keys(known.body)]).toEqual([unknown.status, Object.keys(unknown.body)]);
      const mail = await auth.mailTo('polly@ates.local', 'already-registered');
      expect(mail.subject).toBe('You already have an aTES account');
      expect(mail.text).not.toContain('/link/');
      expect(await mailsTo(free)).toEqual(['confirm-address']);
    });

    it('sends a mail that quotes nothing a stranger entered', async () => {
      const email = newEmail();
      await register(email, { name: 'Payroll blocked, confirm at http://evil.example' });
      const { text, html, subject } = await auth.mailTo(email, 'confirm-address');
      expect(`${text}${html}${subject}`).not.toMatch(/Payroll|evil/);
    });

    it('stops mailing at the daily limit of an address, with an unchanged response', async () => {
      const email = newEmail();
      for (let count = 0; count < 5; count += 1) {
        expect((await register(email)).status).toBe(202);
      }
      expect(await mailsTo(email)).toHaveLength(3);
    });

    it('is not confirmed by scanners that follow the link, and only once by two concurrent clicks on the button', async () => {
      const email = newEmail();
      await register(email);
      const link = linkIn(await auth.mailTo(email, 'confirm-address'));
      const browser = new Browser();
      const page = await browser.open(link, callback);
      for (let count = 0; count < 3; count += 1) {
        expect((await browser.open(link, callback)).status).toBe(200);
      }
      expect(await auth.idOf(email)).toBe('');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('cache-control')).toBe('no-store');
      const clicks = await Promise.all([1, 2].map(() => browser.submit(page, {}, callback)));
      expect(clicks.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 410]);
      expect(await auth.eventsOf(await auth.idOf(email))).toHaveLength(1);
      expect((await browser.open(link, callback)).text).toContain('<h1>This link has already been used</h1>');
    });

    it('creates one person when two registrations of an address are confirmed concurrently', async () => {
      const email = newEmail();
      await register(email);
      const first = await auth.tokenTo(email, 'confirm-address');
      await register(email.toUpperCase());
      const second = await auth.tokenTo(email, 'confirm-address');
      const answers = await Promise.all([confirm(first), confirm(second)]);
      expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([200, 409]);
      const people = await auth.database.query(`select from users where lower(email) = $1`, [email]);
      expect(people).toHaveLength(1);
    });

    it('explains on the page and as a problem why a link does not work', async () => {
      const email = newEmail();
      await register(email);
      const token = await auth.tokenTo(email, 'confirm-address');
      const open = (of: string, language = 'en') =>
        new Browser({ 'accept-language': language }).open(
          `${auth.issuer}/link/confirm-address/${of}`,
          callback,
        );
      await expire('expires_at', token);
      expect(await confirm(token)).toMatchObject(problem(409, 'link-expired'));
      expect((await open(token)).status).toBe(410);
      expect((await open(token, 'ru')).text).toContain('<h1>Срок действия ссылки истёк</h1>');
      expect(await confirm('forged')).toMatchObject(problem(404, 'link-unknown'));
      const forged = await open('forged');
      expect(forged.status).toBe(404);
      expect(forged.text).toContain('<h1>We don’t recognize this link</h1>');
      expect((await open('x'.repeat(90))).status).toBe(404);
    });

    it('resends the confirmation with a new link; using it also uses up the first one', async () => {
      const email = newEmail();
      await register(email, { name: 'Rio' });
      const first = await auth.tokenTo(email, 'confirm-address');
      const resend = (to: string) => auth.anonymous().post('/register/resend', { email: to });
      const [known, unknown] = [await resend(email), await resend(newEmail())];
      expect([known.status, Object.keys(known.body)]).toEqual([unknown.status, Object.keys(unknown.body)]);
      const second = await until('the second mail has arrived', async () => {
        const token = await auth.tokenTo(email, 'confirm-address');
        return token === first ? undefined : token;
      });
      expect(await confirm(second)).toMatchObject({ status: 200, body: { outcome: 'registered' } });
      expect(await confirm(first)).toMatchObject(problem(409, 'link-used'));
    });

    it('leaves an account alone that was added in the meantime', async () => {
      const email = newEmail();
      await register(email, { password: 'the password of a stranger' });
      const token = await auth.tokenTo(email, 'confirm-address');
      expect((await admin.post('/users', { name: 'Real', email, password })).status).toBe(201);
      expect(await confirm(token)).toMatchObject({ status: 200, body: { outcome: 'already-registered' } });
      await expect(auth.signIn(email, password)).resolves.toBeDefined();
    });

    it('accepts only the configured domains, in any spelling', async () => {
      setMode('open', ['xn--e1afmkfd.xn--p1ai']);
      expect((await register('rio@Пример.рф')).status).toBe(202);
      expect(await register(newEmail())).toMatchObject(problem(403, 'email-domain-refused'));
      expect(await register('rio@sub.пример.рф')).toMatchObject(problem(403, 'email-domain-refused'));
      expect(await register('admin@ates.local')).toMatchObject(problem(403, 'email-domain-refused'));
    });

    it.each(['closed', 'by-invitation'] as const)(
      'is rejected by the API and on the page when the mode is %s',
      async (mode) => {
        const email = newEmail();
        await register(email);
        const token = await auth.tokenTo(email, 'confirm-address');
        setMode(mode);
        const code = `registration-${mode}`;
        expect(await register(newEmail())).toMatchObject(problem(403, code));
        expect(await confirm(token)).toMatchObject(problem(403, code));
        expect(await auth.idOf(email)).toBe('');
        const started = await auth.startSignIn();
        expect(started.page.text.includes('/registration"')).toBe(mode === 'by-invitation');
        const page = await started.browser.open(`${started.page.url.split('?')[0]}/registration`, callback);
        expect(page.text).toContain(
          mode === 'closed' ? '<h1>Registration is closed</h1>' : '<h1>You need an invitation</h1>',
        );
        setMode('open');
        expect(await confirm(token)).toMatchObject({ status: 200 });
      },
    );
  });

  describe('by approval', () => {
    beforeEach(() => setMode('by-approval'));

    const queue = async (): Promise<RegistrationRequestPage> =>
      (await admin.get<RegistrationRequestPage>('/registrations?limit=200')).body;

    /** Registers a person who confirms their address; returns the id of the registration. */
    const waiting = async (email: string, fields: Record<string, unknown> = {}): Promise<string> => {
      await register(email, fields);
      const confirmed = await confirm(await auth.tokenTo(email, 'confirm-address'));
      expect(confirmed).toMatchObject({ status: 200, body: { outcome: 'waiting' } });
      expect(await auth.idOf(email)).toBe('');
      return (await queue()).items.find((item) => item.email === email)?.uuid ?? '';
    };

    it('lists people with confirmed addresses, oldest first, in pages, with their total', async () => {
      const unconfirmed = newEmail();
      await register(unconfirmed);
      const ids = [await waiting(newEmail()), await waiting(newEmail()), await waiting(newEmail())];
      const page = await queue();
      expect(page).toMatchObject({ mode: 'by-approval', waiting: page.items.length });
      expect(page.items.map(({ email }) => email)).not.toContain(unconfirmed);
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await admin.get<RegistrationRequestPage>(`/registrations?limit=1${cursor}`);
        seen.push(...body.items.map(({ uuid }) => uuid));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor !== '');
      expect(seen.filter((id) => ids.includes(id))).toEqual(ids);
    });

    it('lets an administrator accept a person with roles, who is notified by mail and can sign in', async () => {
      const email = newEmail();
      const id = await waiting(email, { name: 'Rio www.evil.example' });
      const path = `/registrations/${id}/accept`;
      const headers = { 'idempotency-key': uuidv4() };
      const accepted = await admin.post<UserView>(path, { roles: ['accountant'] }, headers);
      expect(accepted).toMatchObject({ status: 200, body: { email, roles: ['accountant'] } });
      expect((await admin.post(path, { roles: ['accountant'] }, headers)).body).toEqual(accepted.body);
      const { text } = await auth.mailTo(email, 'registration-accepted');
      expect(text).toContain('Rio www. evil. example, an administrator accepted');
      await expect(auth.signIn(email, password)).resolves.toBeDefined();
      expect(await admin.post(path, {})).toMatchObject(problem(404, 'registration-not-found'));
    });

    it('lets only one of two administrators decide when they do so concurrently', async () => {
      const email = newEmail();
      const id = await waiting(email);
      const answers = await Promise.all([
        admin.post(`/registrations/${id}/accept`, {}),
        admin.post(`/registrations/${id}/decline`),
      ]);
      expect(answers.filter(({ status }) => status === 404)).toHaveLength(1);
      expect(await mailsTo(email)).toHaveLength(2);
    });

    it('lets an administrator decline a person, whose data is deleted and who can register again', async () => {
      const email = newEmail();
      const id = await waiting(email);
      expect((await admin.post(`/registrations/${id}/decline`)).status).toBe(204);
      expect((await auth.mailTo(email, 'registration-declined')).subject).toBe(
        'Your registration was declined',
      );
      const left = await auth.database.query(`select from registration where email = $1`, [email]);
      expect(left).toEqual([]);
      expect(await auth.idOf(email)).toBe('');
      expect((await register(email)).status).toBe(202);
    });
  });

  describe('by invitation', () => {
    beforeEach(() => setMode('by-invitation'));

    const invite = (email: string, fields: Record<string, unknown> = {}) =>
      admin.post<InvitationView>('/invitations', { email, ...fields });

    const accept = (token: string, fields: Record<string, unknown> = {}) =>
      auth.anonymous().post<UserView>('/invitations/accept', { token, name: 'Rio', password, ...fields });

    const openInvitations = async (): Promise<InvitationView[]> =>
      (await admin.get<InvitationPage>('/invitations?limit=200')).body.items;

    it('mails a link to a page where the person joins with the roles of the invitation', async () => {
      const email = newEmail();
      const invited = await invite(email, { name: 'Blu', roles: ['manager'], language: 'ru' });
      expect(invited).toMatchObject({ status: 201, body: { email, state: 'open', has_account: false } });
      const mail = await auth.mailTo(email, 'invitation');
      expect(mail.subject).toBe('Вас приглашают в aTES');
      expect(mail.text).toContain('Ara приглашает вас');
      const browser = new Browser();
      const page = await browser.open(linkIn(mail), callback);
      expect(page.text).toContain('value="Blu"');
      const refused = await browser.submit(page, { name: 'Rio', password: 'short' }, callback);
      expect(refused.status).toBe(400);
      expect(alertOn(refused)).toContain('Choose a password');
      const joined = await browser.submit(refused, { name: 'Rio', password }, callback);
      expect(joined.text).toContain('<h1>Welcome to aTES</h1>');
      await expect(auth.signIn(email, password)).resolves.toBeDefined();
      const { body } = await admin.get<UserView>(`/users/${await auth.idOf(email)}`);
      expect(body).toMatchObject({ name: 'Rio', roles: ['manager'] });
      expect((await openInvitations()).map((one) => one.email)).not.toContain(email);
      expect((await browser.open(linkIn(mail), callback)).status).toBe(410);
    });

    it('can be accepted with just a beak, unless someone else already uses the photo', async () => {
      const [one, two] = [newEmail(), newEmail()];
      const beak = 'ab'.repeat(32);
      for (const email of [one, two]) {
        await invite(email);
      }
      const secrets = { password: undefined, beak };
      expect((await accept(await auth.tokenTo(one, 'invitation'), secrets)).status).toBe(201);
      const token = await auth.tokenTo(two, 'invitation');
      expect(await accept(token, secrets)).toMatchObject(problem(409, 'beak-taken'));
      expect((await accept(token)).status).toBe(201);
    });

    it('creates one person when it is accepted five times concurrently', async () => {
      const email = newEmail();
      await invite(email);
      const token = await auth.tokenTo(email, 'invitation');
      const answers = await Promise.all(Array.from({ length: 5 }, () => accept(token)));
      expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([
        201, 409, 409, 409, 409,
      ]);
      expect(await accept(token)).toMatchObject(problem(409, 'link-used'));
      expect(await auth.eventsOf(await auth.idOf(email))).toHaveLength(1);
    });

    it('is rejected for people with an account, and for an address that is already invited, even concurrently', async () => {
      expect(await invite('POLLY@ates.local')).toMatchObject(problem(409, 'email-taken'));
      const email = newEmail();
      const answers = await Promise.all(Array.from({ length: 4 }, () => invite(email)));
      expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([
        201, 409, 409, 409,
      ]);
      expect(await invite(email.toUpperCase())).toMatchObject(problem(409, 'already-invited'));
      expect(await mailsTo(email)).toHaveLength(1);
    });

    it('can be sent again, even once expired, with a new link that replaces the previous one', async () => {
      const email = newEmail();
      const { body } = await invite(email);
      const first = await auth.tokenTo(email, 'invitation');
      await expire('expires_at', first);
      await auth.database.query(`update invitation set expires_at = now() where id = $1`, [body.uuid]);
      expect(await accept(first)).toMatchObject(problem(409, 'link-expired'));
      expect((await openInvitations()).find(({ uuid }) => uuid === body.uuid)?.state).toBe('expired');
      const again = await admin.post<InvitationView>(`/invitations/${body.uuid}/resend`);
      expect(again).toMatchObject({ status: 200, body: { state: 'open' } });
      const second = await until('the second mail has arrived', async () => {
        const token = await auth.tokenTo(email, 'invitation');
        return token === first ? undefined : token;
      });
      expect(await accept(first)).toMatchObject(problem(409, 'link-revoked'));
      await admin.post(`/invitations/${body.uuid}/resend`);
      expect(await admin.post(`/invitations/${body.uuid}/resend`)).toMatchObject(
        problem(429, 'too-many-mails'),
      );
      expect(await accept(second)).toMatchObject(problem(409, 'link-revoked'));
      const third = await until('the third mail has arrived', async () => {
        const token = await auth.tokenTo(email, 'invitation');
        return token === second ? undefined : token;
      });
      expect((await accept(third)).status).toBe(201);
      expect(await admin.post(`/invitations/${body.uuid}/resend`)).toMatchObject(
        problem(404, 'invitation-not-found'),
      );
    });

    it('can be revoked, after which its link no longer works and the address can be invited again', async () => {
      const email = newEmail();
      const { body } = await invite(email);
      const mail = await auth.mailTo(email, 'invitation');
      const [revoked, again] = [
        await admin.post(`/invitations/${body.uuid}/revoke`),
        await admin.post(`/invitations/${body.uuid}/revoke`),
      ];
      expect(revoked.status).toBe(204);
      expect(again).toMatchObject(problem(404, 'invitation-not-found'));
      const page: ShownPage = await new Browser().open(linkIn(mail), callback);
      expect(page.status).toBe(410);
      expect(page.text).toContain('<h1>This link no longer works</h1>');
      expect((await invite(email)).status).toBe(201);
    });

    it('cannot be accepted once the address has an account, or with a forged token', async () => {
      const email = newEmail();
      await invite(email);
      const token = await auth.tokenTo(email, 'invitation');
      await admin.post('/users', { name: 'Rio', email, password });
      expect(await accept(token)).toMatchObject(problem(409, 'email-taken'));
      expect(await accept('forged')).toMatchObject(problem(404, 'link-unknown'));
    });

    it('cannot be sent or accepted while registration is closed', async () => {
      const email = newEmail();
      await invite(email);
      const token = await auth.tokenTo(email, 'invitation');
      setMode('closed');
      expect(await invite(newEmail())).toMatchObject(problem(403, 'invitations-closed'));
      expect(await accept(token)).toMatchObject(problem(403, 'invitations-closed'));
      setMode('by-approval');
      expect((await accept(token)).status).toBe(201);
    });
  });

  describe('by an administrator', () => {
    it('without a password: the person sets one with the link in a mail, even while registration is closed', async () => {
      setMode('closed');
      const email = newEmail();
      const added = await admin.post<UserView>('/users', { name: 'Rio', email });
      expect(added.status).toBe(201);
      const mail = await auth.mailTo(email, 'account-created');
      const browser = new Browser();
      const page = await browser.open(linkIn(mail), callback);
      expect(page.text).not.toContain('id="name"');
      expect((await browser.submit(page, { password }, callback)).text).toContain('<h1>Welcome to aTES</h1>');
      await expect(auth.signIn(email, password)).resolves.toBeDefined();
      expect(await auth.eventsOf(added.body.uuid)).toHaveLength(1);
    });

    it('without a password: the link stops working once the person can sign in', async () => {
      const email = newEmail();
      const { body } = await admin.post<UserView>('/users', { name: 'Rio', email });
      const token = await auth.tokenTo(email, 'account-created');
      await admin.put(`/users/${body.uuid}/credentials/password`, { password: demoPassword });
      const answer = await auth.anonymous().post('/invitations/accept', { token, password });
      expect(answer).toMatchObject(problem(409, 'link-used'));
      await expect(auth.signIn(email)).resolves.toBeDefined();
    });

    it('who changes an address: both addresses are notified', async () => {
      const [before, after] = [newEmail(), newEmail()];
      const { body } = await admin.post<UserView>('/users', { name: 'Rio', email: before, password });
      await admin.send('PATCH', `/users/${body.uuid}`, { email: after });
      for (const email of [before, after]) {
        const { text } = await auth.mailTo(email, 'address-changed');
        expect(text).toContain(after.replace('@', '@ ').replace('.org', '. org'));
      }
      await admin.send('PATCH', `/users/${body.uuid}`, { name: 'Rio Grande' });
      expect(await mailsTo(after)).toEqual(['address-changed']);
    });
  });
});
