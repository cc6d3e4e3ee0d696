import type { UserView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { linkIn } from '../../../test/support/mail-folder.js';
import { AuthService, callback, demoPassword } from './support/auth-service.js';
import { alertOn, Browser, type Shown } from './support/browser.js';

const common = 'password1234';

const registrationOf = (page: Shown): string => {
  const address = new URL(page.url);
  address.pathname += '/registration';
  return address.href;
};

const refused = (code: string) => ({
  status: 400,
  body: { type: `urn:ates:problem:${code}`, errors: [{ path: 'password' }] },
});

describe('A password that is quickly guessed', () => {
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

  it('is refused at registration, which adds no one', async () => {
    const person = { name: 'Blu', email: 'blu@example.org', password: common };
    expect(await auth.anonymous().post('/register', person)).toMatchObject(refused('common-password'));
    const personal = { ...person, password: 'blu@example.org' };
    expect(await auth.anonymous().post('/register', personal)).toMatchObject(refused('personal-password'));
    expect(await auth.idOf('blu@example.org')).toBe('');
  });

  it('is refused when an administrator adds a person', async () => {
    const person = { name: 'Blu', email: 'blu@example.org', password: common };
    expect(await admin.post('/users', person)).toMatchObject(refused('common-password'));
  });

  it('is refused when an administrator or the person sets it, and the old one stays', async () => {
    const path = `/users/${rio.uuid}/credentials/password`;
    const self = await auth.as(rio.email, 'a long enough one');
    expect(await admin.put(path, { password: common })).toMatchObject(refused('common-password'));
    const own = { password: 'Rio-Blu-2026', current_password: 'a long enough one' };
    expect(await self.put(path, own)).toMatchObject(refused('personal-password'));
    await expect(auth.signIn(rio.email, 'a long enough one')).resolves.toBeDefined();
  });

  it.each([
    ['en', common, 'lists of common passwords'],
    ['ru', common, 'в списках распространённых'],
    ['en', 'ates-ates-1', 'the word aTES'],
    ['ru', 'ates-ates-1', 'слова aTES'],
  ])(
    'is refused on the registration page, with the reason in the language %s',
    async (language, password, reason) => {
      const browser = new Browser();
      const { page } = await auth.beginSignIn(browser, { ui_locales: language });
      const form = await browser.open(registrationOf(page), callback);
      const fields = { name: 'Blu', email: 'blu@example.org', password };
      const shown = await browser.submit(form, fields, callback);
      expect(shown.status).toBe(400);
      expect(alertOn(shown)).toContain(reason);
      expect(shown.text).toMatch(/id="password"[^>]*aria-invalid="true"/);
    },
  );

  it.each([
    ['en', common, 'lists of common passwords'],
    ['ru', 'invitee@example.org', 'вашего имени'],
  ])(
    'is refused on the page of an invitation (%s), whose link still works',
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

  it('does not keep demo people from their own', async () => {
    await expect(auth.signIn('polly@ates.local', demoPassword)).resolves.toBeDefined();
  });
});
