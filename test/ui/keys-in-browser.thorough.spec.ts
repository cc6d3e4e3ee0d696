import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Search and commands' });
const paletteField = (page: Page) => page.getByRole('combobox', { name: 'Search and commands' });
const option = (page: Page, name: string | RegExp) => palette(page).getByRole('option', { name });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const newTask = (page: Page) => page.getByRole('dialog', { name: 'New task' });
const undoBar = (page: Page) => page.getByRole('status').filter({ hasText: 'Completing' });

const parkedId = '0198b3a4-6f10-7b82-a4d0-3e5a7c9f1b15';

/** The text of the option that Enter would choose, as a screen reader announces it. */
const announced = (page: Page) =>
  page.evaluate<string>(
    `document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent`,
  );

describe('Keys and the frame around the pages', () => {
  let web: WebSystem;
  let administrator: Visitor;
  let performer: Visitor;

  beforeAll(async () => {
    web = await WebSystem.start();
    const manager = await web.system.as('manager@ates.local', 'tasks');
    for (const description of ['[POPUG-1] - Fix the perch', 'Fill the millet bowl', 'Polish the mirror']) {
      await manager.post('/tasks', { description });
    }
    await web.system.databases.tasks.query(
      `update task set assigned_to = (select id from cached_user where email = 'polly@ates.local')`,
    );
    administrator = await web.signedInVisitor('admin@ates.local');
    performer = await web.signedInVisitor('polly@ates.local');
  });

  beforeEach(async () => {
    for (const visitor of [administrator, performer]) {
      await visitor.open('/tasks');
      await visitor.page.getByRole('row').nth(1).waitFor();
    }
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  it('opens the palette with Ctrl+K, goes to a page, and announces the selected option', async () => {
    const { page } = administrator;
    await page.keyboard.press('Control+k');
    await paletteField(page).and(page.locator(':focus')).waitFor();
    expect(await announced(page)).toContain('Today');
    await page.keyboard.press('ArrowUp');
    expect(await announced(page)).toContain('Sign out');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('oper');
    await until('Operations is selected', async () => (await announced(page))?.includes('Operations'));
    await page.keyboard.press('Enter');
    await heading(page, 'Operations').waitFor();
    expect(await palette(page).count()).toBe(0);
  });

  it('finds tasks and people, and opens them', async () => {
    const { page } = administrator;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('perch');
    await option(page, /Fix the perch/).waitFor();
    await page.keyboard.press('Enter');
    await heading(page, 'Fix the perch').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('polly@ates');
    await option(page, /polly@ates\.local/).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/people/*');
  });

  it('says that nothing matches', async () => {
    const { page } = administrator;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('zzz');
    await page.getByText('Nothing matches “zzz”.').waitFor();
    await page.keyboard.press('Enter');
    expect(await palette(page).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await palette(page).waitFor({ state: 'hidden' });
  });

  it('offers an employee neither pages, actions nor people of other roles', async () => {
    const { page } = performer;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(new URL(request.url()).pathname));
    await page.keyboard.press('Control+k');
    await option(page, 'Create task').waitFor();
    const labels = await palette(page).getByRole('option').allTextContents();
    expect(labels.filter((label) => /Operations|People|Income|Reassign/.test(label))).toEqual([]);
    await page.keyboard.type('polly');
    await page.getByText('Nothing matches “polly”.').waitFor();
    expect(requests).toContain('/api/tasks/tasks');
    expect(requests).not.toContain('/api/auth/users');
  });

  it('creates a task and changes theme and language from the palette', async () => {
    const { page } = administrator;
    await page.keyboard.press('Control+k');
    await page.keyboard.type('create task');
    await page.keyboard.press('Enter');
    await newTask(page).getByRole('textbox').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Escape');
    await newTask(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('theme dark');
    await page.keyboard.press('Enter');
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('русский');
    await page.keyboard.press('Enter');
    await heading(page, 'Задачи').waitFor();
    // The key with the letter K types another letter in the Russian layout.
    await page.evaluate(`document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true }))`);
    await page.getByRole('combobox', { name: 'Поиск и команды' }).waitFor();
    await page.keyboard.press('Escape');
    await administrator.chooseLanguage('English');
  });

  it('returns the focus to where it was when the palette is closed', async () => {
    const { page } = administrator;
    const search = page.getByRole('searchbox', { name: 'Search tasks' });
    await page.keyboard.press('/');
    await search.and(page.locator(':focus')).waitFor();
    expect(await search.inputValue()).toBe('');
    await page.keyboard.press('Control+k');
    await paletteField(page).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Control+k');
    await palette(page).waitFor({ state: 'hidden' });
    await search.and(page.locator(':focus')).waitFor();
  });

  it('lists the keys with ?, and explains live updates', async () => {
    const { page } = administrator;
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).getByText('Search on this page').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await administrator.tabTo(page.getByRole('button', { name: 'Live: what this means' }));
    await page.keyboard.press('Enter');
    await page.getByText('This page is live').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('This page is live').waitFor({ state: 'hidden' });
  });

  it('ignores keys while the user types and while a dialog is open', async () => {
    const { page } = administrator;
    const search = page.getByRole('searchbox', { name: 'Search tasks' });
    await search.focus();
    await page.keyboard.type('n?/z');
    expect(await search.inputValue()).toBe('n?/z');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await search.fill('');
    await page.getByRole('button', { name: 'Reassign all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reassign all' });
    await dialog.getByRole('button', { name: 'Cancel' }).focus();
    for (const key of ['n', '?', '/', 'Control+k']) {
      await page.keyboard.press(key);
    }
    await dialog.getByRole('button', { name: 'Cancel' }).and(page.locator(':focus')).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
  });

  it('undoes completions with z on another page', async () => {
    const { page } = performer;
    for (const title of ['Fix the perch', 'Fill the millet bowl']) {
      await performer.tabTo(page.getByRole('button', { name: `Complete “${title}”` }));
      await page.keyboard.press('Enter');
    }
    await undoBar(page).getByText('Completing 2 tasks').waitFor();
    await performer.saveScreenshot('undo-bar');
    await page.getByRole('link', { name: 'My money' }).press('Enter');
    await page.keyboard.press('z');
    await undoBar(page).waitFor({ state: 'hidden' });
    await heading(page, 'My money').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Complete “Fix the perch”' }).waitFor();
    await page.getByRole('button', { name: 'Complete “Fill the millet bowl”' }).waitFor();
  });

  it('shows that a page is coming while its code loads', async () => {
    const { page } = administrator;
    await heading(page, 'Tasks').waitFor();
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/assets/payouts-page-*.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Payouts' }).click();
    const skeleton = page.locator('main [data-pending]');
    await skeleton.getByText('Payouts').waitFor();
    expect(await heading(page, 'Tasks').count()).toBe(0);
    release();
    await heading(page, 'Payouts').waitFor();
    await skeleton.waitFor({ state: 'hidden' });
  });

  it('shows in the menu and on the page of operations what needs attention, until it is settled', async () => {
    const { page } = administrator;
    const { finance } = web.system.databases;
    const api = await web.system.as('admin@ates.local', 'finance');
    const link = page.getByRole('link', { name: 'Operations' });
    const badge = page.locator(`[id="${await link.getAttribute('aria-describedby')}"]`);
    expect(await badge.textContent()).toBe('');
    await finance.query(
      `insert into parked_message (id, source, fingerprint, producer, type, properties, body, reason)
       values ($1, 'queue', 'waits', 'tasks', 'task.created', '{}', '', 'Finance cannot read it')`,
      [parkedId],
    );
    await badge.getByText('1 item needs attention').waitFor();
    await administrator.open('/operations?section=statements');
    const state = page.getByRole('status').filter({ hasText: 'Needs your attention' });
    await state.getByText(/^As of /).waitFor();
    await administrator.saveScreenshot('operations-badge');
    expect(await administrator.accessibilityFindings()).toEqual([]);
    await state.getByRole('link', { name: '1 parked message in Finance' }).click();
    await page.getByText('Finance cannot read it').waitFor();
    await api.send('DELETE', `/parked-messages/${parkedId}`);
    await badge.getByText('1 item needs attention').waitFor({ state: 'hidden' });
    await page.getByRole('status').filter({ hasText: 'All is well' }).waitFor();
    await administrator.saveScreenshot('operations-well');
    expect(await administrator.accessibilityFindings()).toEqual([]);
  });

  it('says on the page of operations which service is not ready (S1)', async () => {
    const { page } = administrator;
    const { tasks } = web.system.services;
    web.expectBrowserErrors(/(503|ERR_|502).*\/api\/tasks\//);
    await administrator.open('/operations');
    await page.getByRole('status').filter({ hasText: 'All is well' }).waitFor();
    await tasks.kill();
    try {
      await page.getByRole('link', { name: 'Tasks isn’t ready' }).click();
      await page.getByRole('region', { name: 'Tasks' }).getByText('Not ready').waitFor();
    } finally {
      await tasks.start();
    }
    await page.getByRole('status').filter({ hasText: 'All is well' }).waitFor();
  });

  /** Loads the palette's code only once the returned function is called. */
  const holdPalette = async (page: Page): Promise<() => void> => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/assets/palette-*.js', async (route) => {
      await released;
      await route.continue();
    });
    return release;
  };

  it('keeps what is typed before the palette has loaded, and takes none of it for a key', async () => {
    const { page } = administrator;
    const release = await holdPalette(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('n?/z');
    release();
    await paletteField(page).and(page.locator(':focus')).waitFor();
    expect(await paletteField(page).inputValue()).toBe('n?/z');
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.unrouteAll();
  });

  it('runs what is chosen with Enter before the palette has loaded', async () => {
    const { page } = administrator;
    const release = await holdPalette(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('create task');
    await page.keyboard.press('Enter');
    release();
    await newTask(page).getByRole('textbox').and(page.locator(':focus')).waitFor();
    await palette(page).waitFor({ state: 'hidden' });
  });
});
