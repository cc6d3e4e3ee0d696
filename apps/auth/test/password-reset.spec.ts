import type { UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { MailServer, smtpError } from '../../../test/support/mail-server.js';
import { until } from '../../../test/support/until.js';
import { minimumMilliseconds } from '../src/limits/even-answers.js';
import { problem } from '../../../test/support/problem.js';
import { AuthService, callback } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

const oldPassword = 'a long enough one';
const newPassword = 'quite another one';

let last = 0;

describe('A password reset (A9)', () => {
  let server: MailServer;
  let auth: AuthService;
  let admin: Api;

  beforeAll(async () => {
    server = await MailServer.start();
    auth = await AuthService.start({
      environment: {
        SMTP_URL: server.url,
        MAIL_FROM: 'accounts@ates.example',
        MAILS_PER_ADDRESS: '4',
        PASSWORD_RESETS_PER_ADDRESS: '1000',
      },
    });
    admin = await auth.as('admin@ates.local');
  });

  afterAll(async () => {
    await auth.stop();
    await server.stop();
  });

  afterEach(() => {
    server.onMail = () => undefined;
  });

  const person = async (): Promise<UserView> => {
    last += 1;
    const body = { name: 'Rio', email: `rio-${last}@example.org`, password: oldPassword };
    return (await admin.post<UserView>('/users', body)).body;
  };

  const ask = (email: string, headers?: Record<string, string>) =>
    auth.anonymous().post('/password-resets', { email }, headers);

  /** The mails to a person with a matching subject, oldest first. */
  const mailsTo = (email: string, subject: RegExp) =>
    server.receivedBy(email).filter((mail) => subject.test(mail.email.subject ?? ''));

  const linkTo = async (email: string, count = 1, subject = /new password|новый пароль/): Promise<string> => {
    await until(`${email} has received ${count} links`, () => mailsTo(email, subject).length >= count);
    return linkIn(mailsTo(email, subject).at(-1)?.email ?? {});
  };

  const linkFor = async (email: string): Promise<string> => {
    expect((await ask(email)).status).toBe(202);
    return linkTo(email);
  };

  /** Opens the link and types a password into its form. */
  const choose = async (link: string, password: string, browser = new Browser()): Promise<ShownPage> => {
    const page = await browser.open(link, callback);
    return page.status === 200 ? browser.submit(page, { password }, callback) : page;
  };

  it('sets the new password, ends all sessions and notifies the person', async () => {
    const { email } = await person();
    const session = new Browser();
    const tokens = await auth.signIn(email, oldPassword, session);
    const shown = await choose(await linkFor(email), newPassword);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain('Your password has been changed');
    await expect(auth.signIn(email, newPassword)).resolves.toBeDefined();
    await expect(auth.signIn(email, oldPassword)).rejects.toThrow('was not signed in');
    await expect(auth.refresh(tokens.refresh_token)).rejects.toThrow();
    const { page } = await auth.startSignIn(session, { prompt: 'none' });
    expect(page.url).toContain('error=login_required');
    await until(
      'the notification has arrived',
      () => mailsTo(email, /^Your password was changed$/).length === 1,
    );
  });

  it('can be requested from the sign-in page, with a mail in the language of the page', async () => {
    const { email } = await person();
    const browser = new Browser();
    const { page } = await auth.startSignIn(browser, { ui_locales: 'ru' });
    expect(page.text).toContain('Забыли пароль?');
    const address = /<a href="([^"]*\/forgotten-password)"/.exec(page.text)?.[1] ?? '';
    const form = await browser.open(new URL(address, page.url).href, callback);
    const shown = await browser.submit(form, { email }, callback);
    expect([shown.status, shown.text]).toEqual([200, expect.stringContaining('Проверьте почту')]);
    const link = await linkTo(email);
    expect(mailsTo(email, /^Задайте новый пароль$/)).toHaveLength(1);
    await expect(choose(link, newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('requested with an invalid address shows the form again', async () => {
    const browser = new Browser();
    const { page } = await auth.startSignIn(browser);
    const address = new URL(page.url);
    address.pathname += '/forgotten-password';
    const form = await browser.open(address.href, callback);
    const shown = await browser.submit(form, { email: 'perch' }, callback);
    expect(shown.status).toBe(400);
    expect(alertOn(shown)).toContain('not an e-mail address');
  });

  it('gets the same response, no sooner, whether or not the person exists', async () => {
    const { email, uuid } = await person();
    const leaver = await person();
    await admin.send('DELETE', `/users/${leaver.uuid}`);
    const timed = async (address: string) => {
      const started = performance.now();
      const { status, body } = await ask(address);
      return { answer: { status, body }, milliseconds: performance.now() - started };
    };
    const known = await timed(email);
    const unknown = await timed('unknown@example.org');
    const deleted = await timed(leaver.email);
    // Only the address differs, which is as requested.
    const answerFor = (address: string) => ({
      status: 202,
      body: { status: 'check-your-mail', email: address },
    });
    expect([known.answer, unknown.answer, deleted.answer]).toEqual(
      [email, 'unknown@example.org', leaver.email].map(answerFor),
    );
    // Timers may fire slightly early.
    const times = [known, unknown, deleted].map(({ milliseconds }) => milliseconds);
    expect(Math.min(...times)).toBeGreaterThan(minimumMilliseconds - 5);
    await linkTo(email);
    expect([...server.receivedBy('unknown@example.org'), ...server.receivedBy(leaver.email)]).toEqual([]);
    const links = await auth.database.query(`select subject from one_time_link where subject <> $1`, [uuid]);
    expect(links).not.toContainEqual({ subject: leaver.uuid });
  });

  it('is not used up by scanners that open its link', async () => {
    const { email } = await person();
    const link = await linkFor(email);
    await Promise.all([new Browser().open(link, callback), new Browser().open(link, callback)]);
    await expect(auth.signIn(email, oldPassword)).resolves.toBeDefined();
    await expect(choose(link, newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('requested a second time revokes the first link', async () => {
    const { email } = await person();
    const first = await linkFor(email);
    await ask(email);
    const second = await linkTo(email, 2);
    expect(await choose(first, newPassword)).toMatchObject({
      status: 410,
      text: expect.stringContaining('no longer works') as string,
    });
    await expect(choose(second, newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('submitted twice concurrently sets one password and shows the other request that the link was used', async () => {
    const { email } = await person();
    const browser = new Browser();
    const page = await browser.open(await linkFor(email), callback);
    const passwords = [newPassword, 'one more of these'];
    const shown = await Promise.all(
      passwords.map((password) => browser.submit(page, { password }, callback)),
    );
    expect(new Set(shown.map(({ status }) => status))).toEqual(new Set([200, 410]));
    expect(shown.find(({ status }) => status === 410)?.text).toContain('This link has already been used');
    const winner = passwords[shown.findIndex(({ status }) => status === 200)] ?? '';
    await expect(auth.signIn(email, winner)).resolves.toBeDefined();
  });

  it('with an expired, used or forged link shows a page with the reason', async () => {
    const { email, uuid } = await person();
    const link = await linkFor(email);
    expect(await choose(`${link}x`, newPassword)).toMatchObject({
      status: 404,
      text: expect.stringContaining('We don’t recognize this link') as string,
    });
    await auth.database.query(`update one_time_link set expires_at = now() where subject = $1`, [uuid]);
    expect(await choose(link, newPassword)).toMatchObject({
      status: 410,
      text: expect.stringContaining('This link has expired') as string,
    });
    await ask(email);
    const another = await linkTo(email, 2);
    await choose(another, newPassword);
    expect((await choose(another, 'one more of these')).text).toContain('This link has already been used');
    await expect(auth.signIn(email, newPassword)).resolves.toBeDefined();
  });

  it('rejects a short, common or personal password with the reason, and its link still works', async () => {
    const { email } = await person();
    const link = await linkFor(email);
    for (const [password, reason] of [
      ['short', '10 to 200 characters'],
      ['password1234', 'too common'],
      [email, 'made up of your name'],
    ] as const) {
      const shown = await choose(link, password);
      expect(shown.status).toBe(400);
      expect(alertOn(shown)).toContain(reason);
    }
    await expect(choose(link, newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('stops working once the person is deleted or has another address or password', async () => {
    const [deleted, moved, changed] = [await person(), await person(), await person()];
    const links = await Promise.all([deleted, moved, changed].map(({ email }) => linkFor(email)));
    await admin.send('DELETE', `/users/${deleted.uuid}`);
    await admin.send('PATCH', `/users/${moved.uuid}`, { email: `moved-${last}@example.org` });
    await admin.put(`/users/${changed.uuid}/credentials/password`, { password: newPassword });
    for (const link of links) {
      expect(await choose(link, 'one more of these')).toMatchObject({ status: 410 });
    }
  });

  it('unblocks an account after too many wrong passwords', async () => {
    const { email } = await person();
    const started = await auth.startSignIn();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await auth.submitPassword(started, email, 'a guess');
    }
    expect((await auth.submitPassword(started, email, oldPassword)).status).toBe(429);
    await choose(await linkFor(email), newPassword);
    await expect(auth.signIn(email, newPassword)).resolves.toBeDefined();
  });

  it('is accepted while the mail server refuses mails, and the mail is sent later', async () => {
    const { email } = await person();
    server.onMail = () => smtpError(451, 'Try again later');
    expect((await ask(email)).status).toBe(202);
    await until('an attempt has failed', async () => {
      const rows = await auth.database.query(
        `select from mail where recipient = $1 and last_error is not null`,
        [email],
      );
      return rows.length > 0;
    });
    server.onMail = () => undefined;
    // Not an attempt in progress, which hides its mail for minutes.
    await auth.database.query(
      `update mail set next_attempt_at = now() where state = 'pending' and next_attempt_at < now() + interval '1 minute'`,
    );
    await expect(choose(await linkTo(email), newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('requested repeatedly stops mailing at the daily limit, and the last link keeps working', async () => {
    const { email } = await person();
    for (let count = 0; count < 6; count += 1) {
      expect((await ask(email)).status).toBe(202);
    }
    const link = await linkTo(email, 4);
    expect(mailsTo(email, /./)).toHaveLength(4);
    await expect(choose(link, newPassword)).resolves.toMatchObject({ status: 200 });
  });

  it('can be sent by an administrator, once per Idempotency-Key', async () => {
    const { email, uuid } = await person();
    const key = { 'idempotency-key': `reset-${uuid}` };
    const send = () => admin.post(`/users/${uuid}/password-reset`, undefined, key);
    expect([(await send()).status, (await send()).status]).toEqual([202, 202]);
    await expect(choose(await linkTo(email), newPassword)).resolves.toMatchObject({ status: 200 });
    expect(mailsTo(email, /^Set a new password$/)).toHaveLength(1);
  });

  it('by an administrator fails for a deleted person and above the daily limit of mails', async () => {
    const { uuid } = await person();
    const send = () => admin.post(`/users/${uuid}/password-reset`);
    for (let count = 0; count < 4; count += 1) {
      expect((await send()).status).toBe(202);
    }
    expect(await send()).toMatchObject(problem(429, 'too-many-mails'));
    await admin.send('DELETE', `/users/${uuid}`);
    expect(await send()).toMatchObject(problem(404, 'user-not-found'));
  });

  it('is rate-limited by network', async () => {
    const limited = await AuthService.start({
      database: auth.database,
      environment: { PASSWORD_RESETS_PER_ADDRESS: '1', SMTP_URL: server.url, MAIL_FROM: 'a@ates.example' },
    });
    const askThere = () => limited.anonymous().post('/password-resets', { email: 'unknown@example.org' });
    await askThere();
    expect(await askThere()).toMatchObject(problem(429, 'too-many-attempts'));
    await limited.close();
  });

  it('is not needed for a notification: setting a password sends one, too', async () => {
    const { email, uuid } = await person();
    await admin.put(`/users/${uuid}/credentials/password`, { password: newPassword });
    const self = await auth.as(email, newPassword);
    const own = { password: 'one more of these', current_password: newPassword };
    expect((await self.put(`/users/${uuid}/credentials/password`, own)).status).toBe(204);
    await until(
      'both notifications have arrived',
      () => mailsTo(email, /^Your password was changed$/).length === 2,
    );
  });
});
