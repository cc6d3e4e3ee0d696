import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.js';
import { roles } from './support/pages.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

const head = (page: Page, name: string) => page.getByRole('columnheader', { name });
const filter = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const view = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
const panelOf = (page: Page) => page.getByRole('dialog', { name: 'Task' });

/** The titles of the rows, as on screen. */
const titles = (page: Page) =>
  page.evaluate<string[]>(
    `[...document.querySelectorAll('[data-task] [data-open-task]')].map((link) => link.textContent)`,
  );

/** Waits until the table shows these tasks in this order. */
const shows = (page: Page, ...expected: string[]): Promise<unknown> =>
  until(`the table shows ${expected.join(', ')}`, async () => {
    const shown = await titles(page);
    return String(shown) === String(expected);
  });

describe('The list of tasks', () => {
  let web: WebSystem;
  let manager: Visitor;
  let polly: Visitor;
  let other: { id: string; name: string };

  /** Inserts a task with a price, which Finance doesn't know; ages are in hours. An open one was reassigned just now. */
  const add = async (title: string, email: string, age: number, completedAge?: number): Promise<void> => {
    await web.system.databases.tasks.query(
      `with given as (
         select cached_user.id as person, now() - $3::float8 * interval '1 hour' as created,
                now() - $4::float8 * interval '1 hour' as completed
         from cached_user where email = $2
       ), added as (
         insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at, completed_at)
         select uuidv7(-$3::float8 * interval '1 hour'), '[POPUG-7] - ' || $1, person, person, created, created,
                coalesce(completed, now()), completed
         from given
         returning id, assigned_to, assigned_at, completed_at
       ), assigned as (
         insert into task_assignment (id, task_id, performer_id, assigned_at)
         select uuidv7(), id, assigned_to, assigned_at from added where completed_at is null
       )
       insert into task_price (task_id, fee, reward, currency) select id, 1250, 3100, 'USD' from added`,
      [title, email, age, completedAge ?? null],
    );
  };

  beforeAll(async () => {
    web = await WebSystem.start();
    const [person] = await web.system.databases.tasks.query<{ id: string; name: string; email: string }>(
      `select id, name, email from cached_user where roles = '{employee}' and email <> $1 order by name limit 1`,
      [roles.employee],
    );
    other = { id: person?.id ?? '', name: person?.name ?? '' };
    const email = person?.email ?? '';
    await add('Fix the perch', roles.employee, 0.002);
    await add('Fill the millet bowl', roles.employee, 100);
    await add('Polish the mirror', email, 0.003);
    await add('Water the palm', email, 300);
    await add('Answer the cat', email, 200, 0.001);
    await add('Count the seeds', roles.employee, 400, 350);
    manager = await web.signedInVisitor(roles.manager);
    polly = await web.signedInVisitor(roles.employee);
  });

  beforeEach(async () => {
    for (const visitor of [manager, polly]) {
      await visitor.page.setViewportSize(desk);
      await visitor.open('/tasks');
      await visitor.page.locator('[data-task]').first().waitFor();
    }
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  const openOnes = ['Fix the perch', 'Polish the mirror', 'Fill the millet bowl', 'Water the palm'];

  it('is a dense table whose heads stay on screen, without accessibility findings in both themes', async () => {
    const { page } = manager;
    await shows(page, ...openOnes);
    const row = page.locator('[data-task]').first();
    expect((await row.boundingBox())?.height).toBeLessThanOrEqual(37);
    await row.getByRole('img', { name: 'Fee $12.50, reward $31.00' }).waitFor();
    await row.getByText('Open', { exact: true }).waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await manager.saveScreenshot(`task-list-${colorScheme}`);
      expect(await manager.accessibilityFindings()).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 150 });
    await page.evaluate('scrollTo(0, 280)');
    const topOf = async (element: Locator) => (await element.boundingBox())?.y ?? 0;
    await until('the first row is above the heads', async () => (await topOf(row)) < 20);
    expect(Math.round(await topOf(page.getByRole('row').first()))).toBe(56);
  });

  it('is sorted by its heads, and keeps the order in the address', async () => {
    const { page } = manager;
    expect(await head(page, 'Created').getAttribute('aria-sort')).toBe('descending');
    await head(page, 'Created').getByRole('button').click();
    await shows(page, ...openOnes.toReversed());
    expect(await head(page, 'Created').getAttribute('aria-sort')).toBe('ascending');
    expect(manager.location()).toBe('/tasks?order=oldest');
    await page.reload();
    await shows(page, ...openOnes.toReversed());
    await filter(page, 'Status').selectOption('All statuses');
    await head(page, 'Status').getByRole('button').click();
    await shows(page, 'Answer the cat', 'Count the seeds');
    expect(await head(page, 'Status').getAttribute('aria-sort')).toBe('descending');
    expect(await head(page, 'Created').getAttribute('aria-sort')).toBeNull();
  });

  it('is filtered by a person who is found by name, by keyboard alone', async () => {
    const { page } = manager;
    const button = page.getByRole('button', { name: 'Assignee: Everyone' });
    await manager.tabTo(button);
    await page.keyboard.press('Enter');
    const people = filter(page, 'Assignee');
    await people.and(page.locator(':focus')).waitFor();
    await page.getByRole('option', { name: other.name }).waitFor();
    await manager.saveScreenshot('task-list-people');
    expect(await manager.accessibilityFindings()).toEqual([]);
    await page.keyboard.type('no such name');
    await page.getByText('No matching people').waitFor();
    await people.fill(other.name.slice(0, 3).toUpperCase());
    await page.getByRole('option', { name: other.name }).waitFor();
    await page.getByRole('option', { name: 'Polly' }).waitFor({ state: 'hidden' });
    const option = page.locator('[role=option][data-combobox-selected]', { hasText: other.name });
    for (let turn = 0; turn < 5 && !(await option.isVisible()); turn += 1) {
      await page.keyboard.press('ArrowDown');
    }
    await page.keyboard.press('Enter');
    await shows(page, 'Polish the mirror', 'Water the palm');
    expect(manager.location()).toBe(`/tasks?whose=${other.id}`);
    await page.getByText('2 open tasks').waitFor();
    await page.reload();
    await page.getByRole('button', { name: `Assignee: ${other.name}` }).waitFor();
    await shows(page, 'Polish the mirror', 'Water the palm');
  });

  it('is filtered by age and status, and says how to get back when nothing matches', async () => {
    const { page } = manager;
    await filter(page, 'Created').selectOption('Created today');
    await shows(page, 'Fix the perch', 'Polish the mirror');
    await filter(page, 'Created').selectOption('Created in 7 days');
    await shows(page, 'Fix the perch', 'Polish the mirror', 'Fill the millet bowl');
    await filter(page, 'Created').selectOption('Older than 7 days');
    await shows(page, 'Water the palm');
    await filter(page, 'Status').selectOption('Completed today');
    await shows(page, 'Answer the cat');
    expect(manager.location()).toBe('/tasks?age=older&status=today');
    await filter(page, 'Created').selectOption('Created today');
    await page.getByText('No matching tasks').waitFor();
    await manager.saveScreenshot('task-list-nothing-found');
    expect(await manager.accessibilityFindings()).toEqual([]);
    await page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last().click();
    await shows(page, ...openOnes);
    expect(manager.location()).toBe('/tasks');
  });

  it('has the keys of the Today page, and opens a task beside the list', async () => {
    const { page } = polly;
    const [first, second] = ['Fix the perch', 'Fill the millet bowl'];
    web.expectBrowserErrors(/\/postings/);
    await shows(page, first, second);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await panelOf(page).getByRole('heading', { level: 2, name: second }).waitFor();
    await panelOf(page).getByRole('button', { name: 'Previous' }).click();
    await panelOf(page).getByRole('heading', { level: 2, name: first }).waitFor();
    await page.keyboard.press('Escape');
    await panelOf(page).waitFor({ state: 'hidden' });
    expect(polly.location()).toBe('/tasks');
    await until('the focus is back', async () => (await page.locator(':focus').textContent()) === second);
    await page.keyboard.press('c');
    await page.getByRole('button', { name: `Undo completing “${second}”` }).waitFor();
    await page.keyboard.press('z');
    await page.getByRole('button', { name: `Complete “${second}”` }).waitFor();
    await page.keyboard.press('x');
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    const selection = page.getByRole('region', { name: 'Selected tasks' });
    await selection.getByText('2 tasks selected').waitFor();
    expect(await polly.accessibilityFindings()).toEqual([]);
    await selection.getByRole('button', { name: 'Clear selection' }).click();
    await selection.waitFor({ state: 'hidden' });
  });

  it('has views that everyone starts with, and marks the current one', async () => {
    const { page } = manager;
    const current = () =>
      page.locator('nav [aria-current=page]', { hasText: /open|today/i }).allTextContents();
    await view(page, 'Oldest open').click();
    await shows(page, ...openOnes.toReversed());
    expect(await current()).toEqual(['Oldest open']);
    await view(page, 'Completed today').click();
    await shows(page, 'Answer the cat');
    expect(await view(page, 'Mine').count()).toBe(0);
    await view(polly.page, 'Mine').waitFor();
    await view(polly.page, 'All open').click();
    await shows(polly.page, ...openOnes);
  });

  it('saves, opens, renames and deletes views of a person', async () => {
    const { page } = manager;
    const nameField = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await page.getByRole('searchbox', { name: 'Search tasks' }).fill('palm');
    await shows(page, 'Water the palm');
    await page.getByRole('button', { name: 'Save view' }).click();
    await nameField.fill('Palms');
    await manager.saveScreenshot('task-list-save-view');
    expect(await manager.accessibilityFindings()).toEqual([]);
    await page.keyboard.press('Enter');
    await view(page, 'Palms').waitFor();
    await view(page, 'All open').click();
    await shows(page, ...openOnes);
    await page.reload();
    await view(page, 'Palms').click();
    await shows(page, 'Water the palm');
    expect(manager.location()).toContain('text=palm');
    await page.getByRole('button', { name: 'Edit view' }).click();
    await nameField.fill('Trees');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await view(page, 'Trees').waitFor();
    expect(await view(page, 'Palms').count()).toBe(0);
    await page.getByRole('button', { name: 'Edit view' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete view' }).click();
    await view(page, 'Trees').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Save view' }).waitFor();
  });

  it('leads from a name to the person for administrators, and to the account for accountants', async () => {
    const name = (page: Page) => page.getByRole('row').getByRole('link', { name: other.name }).first();
    for (const [role, address] of [
      ['administrator', `/people/${other.id}`],
      ['accountant', `/accounts/${other.id}`],
    ] as const) {
      const visitor = await web.signedInVisitor(roles[role]);
      await visitor.open('/tasks?whose=all');
      await name(visitor.page).click();
      await visitor.page.waitForURL(`**${address}`);
      await visitor.context.close();
    }
    await polly.open('/tasks?whose=all');
    await polly.page.getByRole('row').getByText(other.name).first().waitFor();
    expect(await name(polly.page).count()).toBe(0);
  });

  it('shows cards of two lines on a phone, where a field sorts them', async () => {
    for (const { page } of [manager, polly]) {
      await page.setViewportSize(phone);
    }
    await manager.open('/tasks?status=all');
    await shows(
      manager.page,
      'Fix the perch',
      'Polish the mirror',
      'Fill the millet bowl',
      'Answer the cat',
      'Water the palm',
      'Count the seeds',
    );
    await filter(manager.page, 'Sort by').selectOption('Oldest first');
    await until('the order has turned', async () => (await titles(manager.page))[0] === 'Count the seeds');
    for (const [visitor, name] of [
      [manager, 'task-list-phone'],
      [polly, 'task-list-phone-own'],
    ] as const) {
      const width = await visitor.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(phone.width);
      expect(await visitor.accessibilityFindings()).toEqual([]);
      await visitor.page.emulateMedia({ colorScheme: 'dark' });
      await visitor.saveScreenshot(name);
      await visitor.page.emulateMedia({ colorScheme: 'light' });
    }
    await manager.chooseLanguage('Русский');
    await manager.saveScreenshot('task-list-phone-ru');
    await manager.page.setViewportSize(desk);
    await manager.saveScreenshot('task-list-ru');
    await manager.page.setViewportSize({ width: 820, height: 700 });
    await manager.saveScreenshot('task-list-tablet-ru');
    await manager.chooseLanguage('English');
  });
});
