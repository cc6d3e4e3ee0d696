import type { UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { AuthService, callback, demoPassword } from './support/auth-service.js';
import { alertOn, Browser, type ShownPage } from './support/browser.js';

const common = 'password1234';

const registrationOf = (page: ShownPage): string => {
  const address = new URL(page.url);
  address.pathname += '/registration';
  return address.href;
};

const refused = (code: string) => ({
  status: 400,
  body: { type: `urn:ates:problem:${code}`, errors: [{ path: 'password', code }] },
});

describe('A password that is easy to guess', () => {
  let auth: AuthService;
  let admin: Api;
  let rio: UserView;

  beforeAll(async () => {
    auth = await AuthService.start();
    admin = await auth.as('admin@ates.local');
    const person = { name: 'Rio Blu', email: 'rio@example.org', password: 'a long enough one' };
    rio = (await admin.post<UserView>('/users', person)).body;
  });

  afterAll(() => auth.stop());

  it('is rejected at registration', async () => {
    const person = { name: 'Blu', email: 'blu@example.org', password: common };
    expect(await auth.anonymous().post('/register', person)).toMatchObject(refused('common-password'));
    const personal = { ...person, password: 'blu@example.org' };
    expect(await auth.anonymous().post('/register', personal)).toMatchObject(refused('personal-password'));
    expect(await auth.idOf('blu@example.org')).toBe('');
  });

  it('is rejected when an administrator adds a person', async () => {
    const person = { name: 'Blu', email: 'blu@example.org', password: common };
    expect(await admin.post('/users', person)).toMatchObject(refused('common-password'));
  });

  it('is rejected when an administrator or the person sets it, and the old one stays', async () => {
    const path = `/users/${rio.uuid}/credentials/password`;
    const self = await auth.as(rio.email, 'a long enough one');
    expect(await admin.put(path, { password: common })).toMatchObject(refused('common-password'));
    const own = { password: 'Rio-Blu-2026', current_password: 'a long enough one' };
    expect(await self.put(path, own)).toMatchObject(refused('personal-password'));
    await expect(auth.signIn(rio.email, 'a long enough one')).resolves.toBeDefined();
  });

  it.each([
    ['en', common, 'too common'],
    ['ru', common, 'слишком распространён'],
    ['en', 'ates-ates-1', 'the word aTES'],
    ['ru', 'ates-ates-1', 'слова aTES'],
  ])(
    'is rejected on the registration page, with the reason in the language %s',
    async (language, password, reason) => {
      const browser = new Browser();
      const { page } = await auth.startSignIn(browser, { ui_locales: language });
      const form = await browser.open(registrationOf(page), callback);
      const fields = { name: 'Blu', email: 'blu@example.org', password };
      const shown = await browser.submit(form, fields, callback);
      expect(shown.status).toBe(400);
      expect(alertOn(shown)).toContain(reason);
      expect(shown.text).toMatch(/id="password"[^>]*aria-invalid="true"/);
    },
  );

  it.each([
    ['en', common, 'too common'],
    ['ru', 'invitee@example.org', 'вашего имени'],
  ])(
    'is rejected on the invitation page (%s), whose link still works',
    async (language, password, reason) => {
      const email = `${language}.invitee@example.org`;
      await admin.post('/users', { name: 'Blu', email });
      const browser = new Browser();
      const link = linkIn(await auth.mailTo(email, 'account-created'));
      const page = await browser.open(`${link}?ui_locales=${language}`, callback);
      const shown = await browser.submit(page, { password }, callback);
      expect(shown.status).toBe(400);
      expect(alertOn(shown)).toContain(reason);
      await browser.submit(page, { password: 'a long enough one' }, callback);
      await expect(auth.signIn(email, 'a long enough one')).resolves.toBeDefined();
    },
  );

  it('is still allowed for demo people', async () => {
    await expect(auth.signIn('polly@ates.local', demoPassword)).resolves.toBeDefined();
  });
});
