import path from 'node:path';
import { linkIn, mailsIn } from '../support/mail-folder.js';
import { demoPassword } from '../support/system.js';
import { until } from '../support/until.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const environment = { auth: { DEMO_PEOPLE: 'false', REGISTRATION: 'by-approval' } };

describe('Joining in the browser (A9)', () => {
  let web: WebSystem;
  let administrator: Visitor;

  beforeAll(async () => {
    web = await WebSystem.start(environment, { people: 0 });
    administrator = await web.newVisitor();
  });

  afterAll(() => web.stop());

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  const russian = (): Promise<Visitor> => web.newVisitor({ locale: 'ru-RU' });

  /** Waits for the mail to an address and returns the link in it. */
  const linkTo = async (email: string): Promise<string> => {
    const mail = await until(`a mail to ${email} has arrived`, async () => {
      const mails = await mailsIn(path.join(web.system.mailFolder, 'auth'));
      return mails.find(({ to, text }) => to?.[0]?.address === email && text?.includes('/link/'));
    });
    return linkIn(mail);
  };

  /** Signs in to the application; `button` is the text of the sign-in button. */
  const goIn = async (visitor: Visitor, email: string, button: string): Promise<void> => {
    await visitor.open('/');
    await visitor.page.getByRole('button', { name: button, exact: true }).click();
    await visitor.page.locator('#email').fill(email);
    await visitor.page.locator('#password').fill(demoPassword);
    await visitor.page.locator('#password').press('Enter');
    await visitor.waitUntilSignedIn();
  };

  it('creates the first administrator on the setup page with the code in the log', async () => {
    const { page } = administrator;
    const code = /enter the code (\S{29})/.exec(web.system.services.auth.recentOutput())?.[1] ?? '';
    await administrator.open('/api/auth/oidc/setup');
    await page.getByRole('heading', { name: 'Set up aTES' }).waitFor();
    expect(await administrator.accessibilityViolations()).toEqual([]);
    await page.getByLabel('Setup code').fill(code);
    await page.getByLabel('Name').fill('Ada');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.locator('#password').fill(demoPassword);
    await page.getByRole('button', { name: 'Create administrator' }).click();
    await page.getByRole('heading', { name: 'aTES is set up' }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await goIn(administrator, 'ada@example.org', 'Sign in');
  });

  const firstSteps = () => administrator.page.getByRole('list', { name: 'Set up your company' });

  it('shows the first administrator what to set up', async () => {
    const { page } = administrator;
    await firstSteps().waitFor();
    const steps = await firstSteps().getByRole('listitem').allTextContents();
    const begin = [
      'DoneThe day ends at 12:00 AM',
      'DoneAmounts are in USD',
      'To doConnect',
      'To doInvite',
      'To doCreate',
    ];
    expect(steps.map((step, index) => step.slice(0, begin[index]?.length))).toEqual(begin);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await administrator.accessibilityFindings()).toEqual([]);
      await administrator.saveScreenshot(`first-steps-${colorScheme}`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await firstSteps().getByRole('link', { name: 'Invite people' }).click();
    await page.getByRole('button', { name: 'Invite' }).waitFor();
  });

  it('lets an invited person choose a password by the link in the mail', async () => {
    const { page } = administrator;
    const email = 'rio@example.org';
    await administrator.open('/people');
    await page.getByRole('button', { name: 'Invite person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill(email);
    await dialog.getByLabel('Invitation language').selectOption('ru');
    expect(await administrator.accessibilityViolations()).toEqual([]);
    await dialog.getByRole('button', { name: 'Send invitation' }).click();
    const invitations = page.getByRole('table', { name: 'Pending invitations' });
    await invitations.getByText(email).waitFor();
    await administrator.saveScreenshot('people-with-invitations');
    const rio = await russian();
    await rio.page.goto(await linkTo(email));
    await rio.page.getByRole('heading', { name: 'Присоединяйтесь к aTES' }).waitFor();
    expect(await rio.accessibilityViolations()).toEqual([]);
    await rio.page.getByLabel('Имя').fill('Рио');
    await rio.page.locator('#password').fill(demoPassword);
    await rio.page.getByRole('button', { name: 'Присоединиться' }).click();
    await rio.page.getByRole('heading', { name: 'Добро пожаловать в aTES' }).waitFor();
    await goIn(rio, email, 'Войти');
    // The administrator's page updates automatically.
    await invitations.waitFor({ state: 'detached' });
    await page.getByRole('table', { name: 'People' }).getByText('Рио').waitFor();
  });

  it('lets a person register: they confirm the address and an administrator approves them', async () => {
    const { page } = administrator;
    const email = 'blu@example.org';
    const blu = await russian();
    await blu.open('/');
    await blu.page.getByRole('button', { name: 'Войти', exact: true }).click();
    await blu.page.getByRole('link', { name: 'Зарегистрироваться' }).click();
    await blu.page.locator('#name').fill('Блу');
    await blu.page.locator('#email').fill(email);
    await blu.page.locator('#password').fill(demoPassword);
    await blu.page.getByRole('button', { name: 'Зарегистрироваться' }).click();
    await blu.page.getByRole('heading', { name: 'Проверьте почту' }).waitFor();
    expect(await blu.accessibilityViolations()).toEqual([]);
    await blu.page.goto(await linkTo(email));
    await blu.page.getByRole('button', { name: 'Подтвердить адрес' }).click();
    await blu.page.getByRole('heading', { name: 'Адрес подтверждён' }).waitFor();
    const waiting = page.getByRole('table', { name: 'Pending approvals' });
    await waiting.getByText(email).waitFor();
    expect(await administrator.accessibilityViolations()).toEqual([]);
    await administrator.chooseLanguage('Русский');
    const queue = page.getByRole('table', { name: 'Ожидают одобрения' });
    await queue.getByRole('button', { name: 'Одобрить: Блу' }).click();
    await queue.waitFor({ state: 'detached' });
    await goIn(blu, email, 'Войти');
  });

  it('stops showing what to set up once there are people and a task, or when it is hidden', async () => {
    const { page } = administrator;
    await administrator.open('/today');
    await administrator.chooseLanguage('English');
    await firstSteps().getByRole('listitem').filter({ hasText: 'Invite people' }).getByText('Done').waitFor();
    await page.getByRole('button', { name: 'Hide', exact: true }).click();
    await firstSteps().waitFor({ state: 'hidden' });
    await page.reload();
    await page.getByText('No open tasks').waitFor();
    expect(await firstSteps().count()).toBe(0);
    await page.evaluate('localStorage.clear()');
    await page.reload();
    await firstSteps().getByRole('button', { name: 'Create the first task' }).click();
    await page.getByRole('dialog', { name: 'New task' }).getByRole('textbox').fill('Feed the newcomers');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Feed the newcomers').first().waitFor();
    await firstSteps().waitFor({ state: 'hidden' });
  });
});
