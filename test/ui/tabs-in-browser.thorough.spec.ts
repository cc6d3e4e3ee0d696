import type { Page } from 'playwright-core';
import { roles } from './support/pages.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const tabCount = 5;
const offline = /ERR_INTERNET_DISCONNECTED/;

describe('Five tabs, and a browser that goes offline', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start();
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  afterAll(() => web.stop());

  /** A visitor and five tabs with the tasks; no one is signed in yet. */
  const openTabs = async (): Promise<{ visitor: Visitor; tabs: Page[] }> => {
    const visitor = await web.newVisitor();
    const tabs = [visitor.page];
    while (tabs.length < tabCount) {
      tabs.push(await visitor.newTab());
    }
    await Promise.all(tabs.map((tab) => visitor.open('/tasks', tab)));
    for (const tab of tabs) {
      await tab.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    }
    return { visitor, tabs };
  };

  const taskRow = (page: Page, title: string) => page.getByRole('row').filter({ hasText: title });

  const countOf = async (title: string): Promise<number | undefined> => {
    const [row] = await web.system.databases.tasks.query<{ count: number }>(
      `select count(*)::int as count from task where description = $1`,
      [title],
    );
    return row?.count;
  };

  it('signs in and out in every tab at once, shares one change stream, and shows a change everywhere', async () => {
    const { visitor, tabs } = await openTabs();
    const streams: string[] = [];
    visitor.context.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.endsWith('/changes')) {
        streams.push(pathname);
      }
    });
    await visitor.signIn(roles.manager);
    for (const tab of tabs) {
      await visitor.waitUntilSignedIn(tab);
      await tab.getByRole('button', { name: 'Live: what this means' }).waitFor();
    }
    expect(streams.toSorted()).toEqual(['/api/auth/changes', '/api/finance/changes', '/api/tasks/changes']);

    await visitor.page.keyboard.press('n');
    await visitor.page.getByRole('dialog', { name: 'New task' }).getByRole('textbox').fill('Ring the bell');
    await visitor.page.keyboard.press('Enter');
    for (const tab of tabs) {
      await taskRow(tab, 'Ring the bell').waitFor();
    }

    // The other tabs try their refresh tokens, which Auth has revoked.
    web.expectBrowserErrors(/40[01]/);
    const [, , third = visitor.page] = tabs;
    await visitor.accountMenu(third).click();
    await third.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await third.getByRole('button', { name: 'Sign out' }).click();
    for (const tab of tabs) {
      await tab.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    }
  });

  it('creates a task typed while offline once, as soon as the network is back', async () => {
    const manager = await web.signedInVisitor(roles.manager);
    const { page, context } = manager;
    await manager.open('/tasks');
    await manager.waitUntilLoaded();
    web.expectBrowserErrors(offline);
    await page.getByRole('button', { name: 'New task' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Typed without');
    await context.setOffline(true);
    await page.getByText('You are offline. This page').waitFor();
    await dialog.getByRole('textbox').press('End');
    await page.keyboard.type(' a network');
    await page.keyboard.press('Enter');
    await dialog.getByText('We’ll create this task when you reconnect.').waitFor();
    await page.keyboard.press('Enter');
    expect(await countOf('Typed without a network')).toBe(0);
    await manager.saveScreenshot('new-task-offline');
    await context.setOffline(false);
    await dialog.waitFor({ state: 'hidden' });
    await taskRow(page, 'Typed without a network').waitFor();
    expect(await countOf('Typed without a network')).toBe(1);
  });

  it('completes a task once whose completion was pending when the network went away', async () => {
    const author = await web.system.as(roles.manager, 'tasks');
    await author.post('/tasks', { description: 'Feed the cat' });
    const [performer] = await web.system.databases.tasks.query<{ email: string }>(
      `select email from task join cached_user on cached_user.id = assigned_to where description = 'Feed the cat'`,
    );
    const person = await web.signedInVisitor(performer?.email ?? '');
    const { page, context } = person;
    await person.open('/tasks');
    const complete = page.getByRole('button', { name: 'Complete “Feed the cat”' });
    await complete.waitFor();
    web.expectBrowserErrors(offline);
    await complete.click();
    await context.setOffline(true);
    await page.getByText('You are offline. This page').waitFor();
    // The time to undo is over, and the row still says that it is being completed.
    await page.locator('[data-task][data-done=true] button[data-loading]').waitFor();
    await context.setOffline(false);
    await page.getByText('“Feed the cat” is completed.').waitFor();
    await taskRow(page, 'Feed the cat').waitFor({ state: 'hidden' });
    const effects = await web.system.databases.tasks.query(
      `select from task where description = 'Feed the cat' and completed_at is not null`,
    );
    expect(effects).toHaveLength(1);
  });
});
