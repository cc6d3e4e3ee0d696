import type { UserView } from '@ates/contracts';
import type { Locator } from 'playwright-core';
import type { Api } from '../support/api.js';
import { demoPassword, type ServiceName } from '../support/system.js';
import { until } from '../support/until.js';
import { screenshots, type Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const phone = { width: 390, height: 844 };

/** Console errors while a service is down. */
const down = (service: ServiceName) => new RegExp(`(503|ERR_).*/api/${service}/`);

describe('People in the browser (A1)', () => {
  let web: WebSystem;
  let api: Api;
  let admin: Visitor;

  beforeAll(async () => {
    web = await WebSystem.start();
    admin = await web.signedInVisitor('admin@ates.local');
  });

  // Its token expires within minutes.
  beforeEach(async () => {
    api = await web.system.as('admin@ates.local', 'auth');
  });

  afterAll(() => web.stop());

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  const add = async (name: string, fields: Record<string, unknown> = {}): Promise<UserView> => {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
    const { status, body } = await api.post<UserView>('/users', {
      name,
      email,
      password: demoPassword,
      ...fields,
    });
    expect(status).toBe(201);
    return body;
  };

  const read = async ({ uuid }: UserView): Promise<UserView> =>
    (await api.get<UserView>(`/users/${uuid}`)).body;

  const list = () => admin.page.getByRole('table', { name: 'People' });

  /** The names in the list, from the top. */
  const names = async (): Promise<string[]> =>
    (await list().getByRole('row').getByRole('link').allInnerTexts()).map((text) => text.trim());

  const untilNames = (...expected: string[]) =>
    until(`the list shows ${expected.join(', ')}`, async () => String(await names()) === String(expected));

  it('lists people with their status and last sign-in, filtered and sorted in the URL', async () => {
    const { page } = admin;
    await add('Macaw Bruno');
    await add('Macaw Ada', { roles: ['employee', 'accountant'] });
    const gone = await add('Macaw Dido');
    await api.send('DELETE', `/users/${gone.uuid}`);
    await admin.open('/people?text=macaw');
    await untilNames('Macaw Bruno', 'Macaw Ada');
    const row = list().getByRole('row').filter({ hasText: 'Macaw Bruno' });
    await row.getByText('Never signed in').waitFor();
    const bruno = await web.signedInVisitor('macaw.bruno@example.org');
    // The list updates automatically.
    await row.getByText('Active').waitFor();
    expect(await row.locator('time').getAttribute('title')).toMatch(/\d{4}, \d{1,2}:\d{2}:\d{2}/);
    await bruno.context.close();
    await page.getByLabel('Sort by').selectOption('Name, A to Z');
    await untilNames('Macaw Ada', 'Macaw Bruno');
    await page.getByLabel('Status').selectOption('Active');
    await untilNames('Macaw Bruno');
    expect(admin.location()).toBe('/people?text=macaw&order=name&status=active');
    await page.getByLabel('Status').selectOption('Deleted');
    await untilNames('Macaw Dido');
    expect(await list().getByRole('link').getAttribute('href')).toBe(`/accounts/${gone.uuid}`);
    await page.reload();
    await untilNames('Macaw Dido');
    await admin.open('/people?status=never_signed_in&role=accountant&order=-name&text=macaw');
    await untilNames('Macaw Ada');
    await page.getByRole('searchbox').fill('no such name');
    await page.getByText('No matching people').waitFor();
  });

  it('shows the list as cards on a phone, without scrolling sideways', async () => {
    const { page } = admin;
    for (const [width, name] of [
      [phone, 'people-phone'],
      [{ width: 1280, height: 800 }, 'people-desktop'],
    ] as const) {
      await page.setViewportSize(width);
      await admin.open('/people');
      await list().getByText('Macaw Ada').waitFor();
      const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect([name, overflow]).toEqual([name, 0]);
      expect(await admin.accessibilityFindings()).toEqual([]);
      await admin.saveScreenshot(name);
    }
  });

  const figure = (label: string) => admin.page.getByRole('group', { name: label });

  it('shows the status, balance, open tasks and sessions of a person, and links to their logs', async () => {
    const { page } = admin;
    const person = await add('Cora');
    await admin.open(`/people/${person.uuid}`);
    await figure('Status').getByText('Never signed in').waitFor();
    await figure('Balance').getByText('$0.00').waitFor();
    await figure('Open tasks').getByText('0', { exact: true }).waitFor();
    await page.getByText('Not signed in anywhere').waitFor();
    const cora = await web.signedInVisitor(person.email);
    await figure('Status').getByText('Last sign-in: this minute · Added on').waitFor();
    const sessions = page.getByRole('list', { name: 'Sessions' });
    await sessions.getByText('Browser').waitFor();
    expect(await sessions.getByRole('listitem').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Show account' }).getAttribute('href')).toBe(
      `/accounts/${person.uuid}`,
    );
    expect(
      await page.getByRole('main').getByRole('link', { name: 'Security log' }).getAttribute('href'),
    ).toBe(`/security-log?person=${person.uuid}`);
    await cora.context.close();
  });

  it('asks before unsaved edits of a person are lost, and keeps them if the administrator stays (A1)', async () => {
    const { page } = admin;
    const person = await add('Edda');
    await admin.open('/people?text=Edda');
    await list().getByRole('link', { name: 'Edda' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    const main = page.getByRole('main');
    await name.fill('Edda the Elder');
    await main.getByRole('link', { name: 'All people' }).click();
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await dialog.getByText('Your changes to Edda have not been saved.').waitFor();
    expect(await admin.accessibilityFindings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await name.inputValue()).toBe('Edda the Elder');
    expect(admin.location()).toBe(`/people/${person.uuid}`);
    await page.goBack();
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(await name.inputValue()).toBe('Edda the Elder');
    // A reload is asked about by the browser itself.
    const asked = new Promise<string>((resolve) =>
      page.once('dialog', (question) => {
        resolve(question.type());
        void question.dismiss();
      }),
    );
    await page.reload({ timeout: 2000 }).catch(() => undefined);
    expect(await asked).toBe('beforeunload');
    expect(await name.inputValue()).toBe('Edda the Elder');
    await main.getByRole('link', { name: 'Show tasks' }).click();
    await dialog.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    expect(admin.location()).toBe(`/tasks?whose=${person.uuid}`);
    await admin.open(`/people/${person.uuid}`);
    await page.getByRole('heading', { level: 1, name: 'Edda', exact: true }).waitFor();
    await name.fill('Edda the Younger');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').first().waitFor();
    await main.getByRole('link', { name: 'All people' }).click();
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  });

  it('signs a person out everywhere: their pages end, and the security log tells who did it (A2, A10)', async () => {
    const { page } = admin;
    const person = await add('Dora');
    const dora = await web.signedInVisitor(person.email);
    await admin.open(`/people/${person.uuid}`);
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sign Dora out everywhere?' });
    await dialog.getByText('Dora has to sign in again').waitFor();
    expect(await admin.accessibilityFindings()).toEqual([]);
    await admin.saveScreenshot('person-sign-out');
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('Not signed in anywhere').waitFor();
    // A reload signs in silently, which only a session at Auth allows.
    await dora.page.reload();
    await dora.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Security log' }).click();
    await page.getByRole('row').filter({ hasText: 'Person signed out everywhere' }).waitFor();
    await dora.context.close();
  });

  it('says which figure is missing while Finance or Tasks is down, and recovers automatically', async () => {
    const { page } = admin;
    const person = await add('Flint');
    for (const [service, name, label] of [
      ['finance', 'Finance', 'Balance'],
      ['tasks', 'Tasks', 'Open tasks'],
    ] as const) {
      web.expectBrowserErrors(down(service));
      await web.system.services[service].kill();
      await admin.open(`/people/${person.uuid}`);
      const alert = figure(label).getByRole('alert');
      await alert.getByText(`${name} isn’t responding.`).waitFor();
      await page.getByRole('heading', { level: 2, name: 'Sessions' }).waitFor();
      expect(await admin.accessibilityFindings()).toEqual([]);
      await admin.saveScreenshot(`person-without-${service}`);
      await web.system.services[service].start();
      await alert.waitFor({ state: 'detached' });
      await figure(label).getByText('0').first().waitFor();
    }
  });

  const save = () => admin.page.getByRole('button', { name: 'Save', exact: true });
  const saved = () => admin.page.getByText('Saved', { exact: true }).waitFor();

  it('saves the name, address and details of a person together, with details as fields (A1)', async () => {
    const { page } = admin;
    const details = { birthday: '2021-04-15', perch: { floor: 3 }, wings: 2 };
    const person = await add('Emma', { details });
    await admin.open(`/people/${person.uuid}`);
    const value = (name: string) => page.getByRole('textbox', { name: `Value of ${name}`, exact: true });
    await value('birthday').waitFor();
    expect(await value('birthday').inputValue()).toBe('2021-04-15');
    expect(JSON.parse(await value('perch').inputValue())).toEqual({ floor: 3 });
    expect(await save().isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Emma Feather');
    await value('perch').fill('{"floor": 4, "near": ["window"]}');
    await page.getByRole('button', { name: 'Remove wings' }).click();
    await page.getByRole('button', { name: 'Add detail' }).click();
    // The new row has the focus.
    await page.keyboard.type('phone');
    await value('phone').fill('+7 916 123-45-67');
    await page.getByRole('textbox', { name: 'Name of detail 1' }).fill('hatched');
    expect(await admin.accessibilityFindings()).toEqual([]);
    await admin.saveScreenshot('person-details');
    await save().click();
    await saved();
    expect(await read(person)).toMatchObject({
      name: 'Emma Feather',
      details: { hatched: '2021-04-15', perch: { floor: 4, near: ['window'] }, phone: '+7 916 123-45-67' },
    });
    expect(Object.keys((await read(person)).details).sort()).toEqual(['hatched', 'perch', 'phone']);
    expect(await save().isDisabled()).toBe(true);
  });

  it('explains invalid details at their fields, and loses nothing that was typed', async () => {
    const { page } = admin;
    const person = await add('Greta', { details: { wings: 2 } });
    await admin.open(`/people/${person.uuid}`);
    const wings = page.getByRole('textbox', { name: 'Value of wings' });
    await wings.fill('two');
    await page.getByRole('button', { name: 'Add detail' }).click();
    await page.getByRole('textbox', { name: 'Value of 2' }).fill('green');
    await save().click();
    await page.getByText('Not valid JSON').waitFor();
    await page.getByText('Enter a name', { exact: true }).waitFor();
    // The first invalid field has the focus.
    expect(await page.locator(':focus').inputValue()).toBe('two');
    expect(await admin.accessibilityFindings()).toEqual([]);
    await admin.saveScreenshot('person-details-invalid');
    await page.getByRole('button', { name: 'wings is JSON' }).click();
    await page.getByRole('textbox', { name: 'Name of detail 2' }).fill('color');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('polly@ates.local');
    await save().click();
    // The address is refused by Auth; the details stay as typed.
    await page.getByText('Someone already has the e-mail polly@ates.local').waitFor();
    expect(await wings.inputValue()).toBe('two');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(person.email);
    await save().click();
    await saved();
    expect((await read(person)).details).toEqual({ wings: 'two', color: 'green' });
    web.expectBrowserErrors(/409/);
  });

  it('confirms new roles with their consequences, in the same save', async () => {
    const { page } = admin;
    const person = await add('Hilda');
    await admin.open(`/people/${person.uuid}`);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Hilda Chief');
    await page.getByRole('checkbox', { name: 'Employee' }).uncheck();
    await save().click();
    await page.getByText('Choose at least one role').waitFor();
    await page.getByRole('checkbox', { name: 'Manager' }).check();
    await save().click();
    const dialog = page.getByRole('dialog', { name: 'Change the roles of Hilda?' });
    await dialog.getByText('They have no open ones.').waitFor();
    expect(await admin.accessibilityFindings()).toEqual([]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await read(person)).name).toBe('Hilda');
    await save().click();
    await dialog.getByRole('button', { name: 'Change roles' }).click();
    await saved();
    expect(await read(person)).toMatchObject({ name: 'Hilda Chief', roles: ['manager'] });
  });

  it("takes over others' changes, and lets the person decide where both changed a field (A1)", async () => {
    const { page } = admin;
    const person = await add('Iris');
    const name = page.getByRole('textbox', { name: 'Name', exact: true });
    const email = page.getByRole('textbox', { name: 'E-mail' });
    await admin.open(`/people/${person.uuid}`);
    await name.fill('Iris Blue');
    // Another administrator changes both fields while this one types; the page hears of it.
    const change = (body: Record<string, unknown>) => api.send('PATCH', `/users/${person.uuid}`, body);
    await change({ name: 'Iris Green', email: 'iris.green@example.org' });
    const theirs = page.getByRole('group', { name: 'Name, set by someone else' });
    await theirs.getByText('Iris Green').waitFor();
    expect([await name.inputValue(), await email.inputValue()]).toEqual([
      'Iris Blue',
      'iris.green@example.org',
    ]);
    expect(await admin.accessibilityFindings()).toEqual([]);
    await admin.saveScreenshot('person-changed-meanwhile');
    await theirs.getByRole('button', { name: 'Use their value' }).click();
    expect(await name.inputValue()).toBe('Iris Green');
    expect(await save().isDisabled()).toBe(true);
    // A change that arrives just before the save is not overwritten unseen, either.
    await name.fill('Iris Blue');
    await page.route(
      `**/users/${person.uuid}`,
      async (route) => {
        await change({ name: 'Iris Red' });
        await route.continue();
      },
      { times: 1 },
    );
    web.expectBrowserErrors(/409/);
    await save().click();
    await theirs.getByText('Iris Red').waitFor();
    await page.getByText('Nothing you entered is lost.').waitFor();
    expect(await name.inputValue()).toBe('Iris Blue');
    expect((await read(person)).name).toBe('Iris Red');
    await save().click();
    await saved();
    expect(await read(person)).toMatchObject({ name: 'Iris Blue', email: 'iris.green@example.org' });
  });

  it('adds a person with details, on a phone and in Russian, too', async () => {
    const visitor = await web.signedInVisitor('admin@ates.local', { viewport: phone });
    const { page } = visitor;
    await visitor.open('/people');
    await page.getByRole('button', { name: 'New person' }).click();
    const dialog = page.getByRole('dialog', { name: 'New person' });
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Jade');
    await dialog.getByLabel('E-mail').fill('jade@example.org');
    await dialog.getByRole('button', { name: 'Add detail' }).click();
    await page.keyboard.type('wings');
    await dialog.getByRole('textbox', { name: 'Value of wings' }).fill('2');
    await dialog.getByRole('button', { name: 'wings is JSON' }).click();
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await visitor.saveScreenshot('new-person-phone');
    await dialog.getByRole('button', { name: 'Add person' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const uuid = await until('Jade is listed', async () => {
      const { body } = await api.get<{ items: UserView[] }>('/users?text=jade');
      return body.items[0]?.uuid;
    });
    expect((await api.get<UserView>(`/users/${uuid}`)).body.details).toEqual({ wings: 2 });
    await visitor.open(`/people/${uuid}`);
    await visitor.chooseLanguage('Русский');
    await page.getByRole('heading', { level: 2, name: 'Сеансы' }).waitFor();
    expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await page.screenshot({ path: `${screenshots}/person-phone-russian.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.screenshot({ path: `${screenshots}/person-russian.png`, fullPage: true });
    await visitor.open('/people');
    await page.getByRole('link', { name: 'Jade', exact: true }).waitFor();
    await visitor.saveScreenshot('people-russian');
    await visitor.chooseLanguage('Popug');
  });

  it('explains in Russian, beside the field, what a service refused, and loses nothing that was typed (A1, A3)', async () => {
    const visitor = await web.signedInVisitor('admin@ates.local');
    const { page } = visitor;
    await visitor.open('/people');
    await visitor.chooseLanguage('Русский');
    await page.getByRole('button', { name: 'Новый человек' }).click();
    const person = page.getByRole('dialog', { name: 'Новый человек' });
    const name = person.getByRole('textbox', { name: 'Имя' });
    await name.fill('Agate');
    const email = person.getByRole('textbox', { name: 'Эл. почта' });
    const password = person.getByLabel('Пароль', { exact: true });
    await email.fill('agate.example.org');
    await password.fill('a long enough one');
    const add = person.getByRole('button', { name: 'Добавить', exact: true });
    await add.click();
    await untilExplained(email, 'В адресе нет знака @');
    expect(await visitor.accessibilityFindings()).toEqual([]);
    await visitor.saveScreenshot('new-person-refused-russian');
    expect(await name.inputValue()).toBe('Agate');
    expect(await email.inputValue()).toBe('agate.example.org');
    expect(await password.inputValue()).toBe('a long enough one');
    await email.fill('agate@example.org');
    await add.click();
    await person.waitFor({ state: 'hidden' });
    await page.getByRole('link', { name: 'Agate', exact: true }).waitFor();

    await visitor.open('/clients');
    await page.getByRole('button', { name: 'Новый клиент' }).click();
    const client = page.getByRole('dialog', { name: 'Новый клиент' });
    const scopes = client.getByRole('combobox', { name: 'Права' });
    await scopes.fill('perches:read');
    await scopes.press('Enter');
    await client.getByRole('textbox', { name: 'Идентификатор' }).fill('agate');
    await client.getByRole('button', { name: 'Создать клиента' }).click();
    await untilExplained(scopes, 'В этой системе нет права «perches:read»');
    web.expectBrowserErrors(/400/);
  });

  it('keeps what was typed when a dialog is closed or the page reloaded, but no password, until it is sent', async () => {
    const visitor = await web.signedInVisitor('admin@ates.local');
    const { page } = visitor;
    await visitor.open('/people');
    const opened = async (button: string) => {
      await page.getByRole('button', { name: button }).click();
      const dialog = page.getByRole('dialog', { name: button });
      await dialog.waitFor();
      return dialog;
    };
    const closed = async (dialog: Locator) => {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    };
    let person = await opened('New person');
    await person.getByRole('textbox', { name: 'Name', exact: true }).fill('Opal');
    await person.getByLabel('Password', { exact: true }).fill('a long enough one');
    await closed(person);
    person = await opened('New person');
    await person.getByLabel('E-mail').fill('opal@example.org');
    await page.reload();
    person = await opened('New person');
    expect(await person.getByRole('textbox', { name: 'Name', exact: true }).inputValue()).toBe('Opal');
    expect(await person.getByLabel('E-mail').inputValue()).toBe('opal@example.org');
    expect(await person.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    expect(await page.evaluate<string>('JSON.stringify(sessionStorage)')).not.toContain('long enough');
    await person.getByRole('button', { name: 'Add person' }).click();
    await person.waitFor({ state: 'hidden' });
    person = await opened('New person');
    expect(await person.getByLabel('E-mail').inputValue()).toBe('');
    await closed(person);

    let invitation = await opened('Invite person');
    await invitation.getByLabel('E-mail').fill('beryl@example.org');
    await closed(invitation);
    invitation = await opened('Invite person');
    expect(await invitation.getByLabel('E-mail').inputValue()).toBe('beryl@example.org');

    await visitor.open('/clients');
    let client = await opened('New client');
    await client.getByRole('textbox', { name: 'Client ID' }).fill('opal');
    await closed(client);
    client = await opened('New client');
    expect(await client.getByRole('textbox', { name: 'Client ID' }).inputValue()).toBe('opal');
  });

  /** Waits until the text that describes the field, also to screen readers, contains the explanation. */
  const untilExplained = (field: Locator, explanation: string) =>
    until(`the field is explained: ${explanation}`, async () => {
      const ids = (await field.getAttribute('aria-describedby')) ?? '';
      const texts = ids.split(' ').map((id) => field.page().locator(`[id="${id}"]`).allInnerTexts());
      return (await Promise.all(texts)).flat().includes(explanation);
    });
});
