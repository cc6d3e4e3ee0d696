import type { Locator, Page } from 'playwright-core';
import { until } from '../support/until.js';
import { roles } from './support/pages.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const phone = { width: 390, height: 844 };

/** The groups and rows of the list, as on screen. */
const listed = (page: Page) =>
  page.evaluate<{ group: string; titles: string[] }[]>(
    `[...document.querySelectorAll('main section')].filter((section) => section.querySelector('[data-task]'))
      .map((section) => ({
        group: section.getAttribute('aria-label'),
        titles: [...section.querySelectorAll('[data-open-task]')].map((link) => link.textContent),
      }))`,
  );

const figure = (page: Page, name: string) => page.getByRole('group', { name, exact: true });

const minorUnits = (text: string | null): number => {
  const [, sign = '', digits = ''] = /([-−]?)\$([\d.,]+)/u.exec(text ?? '') ?? [];
  return Math.round(Number(digits.replaceAll(',', '')) * 100) * (sign === '' ? 1 : -1);
};

describe('The Today page', () => {
  let web: WebSystem;
  let polly: Visitor;
  let page: Page;

  /** Creates tasks until Polly has this many open ones. */
  const giveTasks = async (count: number): Promise<void> => {
    const manager = await web.system.as(roles.manager, 'tasks');
    const own = await web.system.as(roles.employee, 'tasks');
    for (let number = 1; ; number += 1) {
      const { body } = await own.get<{ items: unknown[] }>('/tasks?performer=me&status=saving,open');
      if (body.items.length >= count) {
        return;
      }
      await manager.post('/tasks', { description: `[POPUG-${number}] - Task number ${number}` });
    }
  };

  beforeAll(async () => {
    web = await WebSystem.start();
    await giveTasks(5);
    polly = await web.signedInVisitor(roles.employee);
    ({ page } = polly);
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  it('is where people start, and says in one sentence how their day stands', async () => {
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(polly.location()).toBe('/today');
    // Five fees and no reward: a negative balance, by less than five rewards.
    await page
      .getByText(/(One more task|\d more tasks) and you’re in the black\. The day ends in .+ \(.+\)\./)
      .waitFor();
  });

  it('shows balance, payout, what is at stake and what is done, as the ledger has it', async () => {
    const api = await web.system.as(roles.employee, 'finance');
    await figure(page, 'Still to earn')
      .getByText(/paid for 5 open tasks$/)
      .waitFor();
    const { body } = await api.get<{ balance: number }>('/accounting/balance');
    expect(minorUnits(await figure(page, 'Balance').textContent())).toBe(body.balance);
    expect(minorUnits(await figure(page, 'Paid tonight').textContent())).toBe(0);
    expect(minorUnits(await figure(page, 'Still to earn').textContent())).toBeGreaterThanOrEqual(5 * 2000);
    expect(await figure(page, 'Done today').textContent()).toMatch(/^Done today0/);
  });

  it('lists tasks in dense rows, and sorts them by what is in the URL', async () => {
    const [group, ...others] = await listed(page);
    expect([group?.group, group?.titles.length, others]).toEqual(['Assigned today', 5, []]);
    const color = 'getComputedStyle(document.querySelector("[data-task] [role=img]")).backgroundColor';
    expect(await page.evaluate<string>(color)).not.toBe('rgba(0, 0, 0, 0)');
    const height = (await page.locator('[data-task]').first().boundingBox())?.height ?? 0;
    expect(height).toBeLessThanOrEqual(37);
    await page.getByLabel('Sort by').selectOption('Oldest first');
    await until('the order has turned', async () => {
      const [sorted] = await listed(page);
      return String(sorted?.titles) === String(group?.titles.toReversed());
    });
    expect(polly.location()).toBe('/today?order=oldest');
    await page.reload();
    await page.locator('[data-task]').first().waitFor();
    expect((await listed(page))[0]?.titles).toEqual(group?.titles.toReversed());
    await page.getByLabel('Sort by').selectOption('Newest first');
  });

  it('opens a task beside the list by keyboard, moves to the next, and returns the focus', async () => {
    const [first, second] = (await listed(page))[0]?.titles ?? [];
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    expect(await page.locator(':focus').textContent()).toBe(first);
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Task' });
    await panel.getByRole('heading', { level: 2, name: first }).waitFor();
    await panel.getByText('Assigned to you').first().waitFor();
    await panel.getByText('Fee', { exact: true }).first().waitFor();
    await polly.saveScreenshot('today-panel');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await panel.getByRole('button', { name: 'Next' }).click();
    await panel.getByRole('heading', { level: 2, name: second }).waitFor();
    expect(polly.location()).toMatch(/^\/today\?task=/);
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    expect(polly.location()).toBe('/today');
    await until('the focus is back', async () => (await page.locator(':focus').textContent()) === first);
    await page.goBack();
    await panel.waitFor({ state: 'hidden' });
  });

  it('completes tasks by key, undoes one, and completes several at once', async () => {
    const titles = (await listed(page))[0]?.titles ?? [];
    await polly.open('/today');
    await page.locator('[data-task]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    const undo = page.getByRole('button', { name: `Undo completing “${titles[0]}”` });
    await undo.click();
    for (let index = 0; index < 2; index += 1) {
      await page.keyboard.press('j');
      await page.keyboard.press('x');
    }
    const selection = page.getByRole('region', { name: 'Selected tasks' });
    await selection.getByText('2 tasks selected').waitFor();
    await polly.saveScreenshot('today-selection');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await selection.getByRole('button', { name: 'Complete 2 tasks' }).click();
    await until('two tasks are completed', async () => {
      const groups = await listed(page);
      return (
        String(groups.map(({ group, titles: { length } }) => `${group} ${length}`)) ===
        'Assigned today 3,Completed today 2'
      );
    });
    await until('their rewards are shown', async () => {
      const text = await figure(page, 'Done today').textContent();
      return /^Done today2\+\$\d/.test(text ?? '');
    });
  });

  it.each(['manager', 'accountant', 'administrator'] as const)('shows the %s the company', async (role) => {
    const visitor = await web.signedInVisitor(roles[role]);
    await visitor.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    await figure(visitor.page, 'Income today')
      .getByText(/the day before$/)
      .waitFor();
    // Scrolled, the strip stays below the header, and the heading of the group below the strip.
    const strip = visitor.page.getByRole('region', { name: 'How the day stands' });
    const group = visitor.page.getByRole('heading', { level: 2, name: 'Assigned today' });
    const topOf = async (element: Locator) => (await element.boundingBox())?.y ?? -1;
    if (role !== 'accountant') {
      await visitor.page.locator('[data-task]').first().waitFor();
      await visitor.page.setViewportSize({ width: 1280, height: 300 });
      await visitor.page.evaluate('scrollTo(0, 240)');
      await until('the page is scrolled', async () => (await visitor.page.evaluate<number>('scrollY')) > 200);
      const { y = 0, height = 0 } = (await strip.boundingBox()) ?? {};
      expect([y >= 50, y <= 80, (await topOf(group)) >= y + height]).toEqual([true, true, true]);
      await visitor.page.evaluate('scrollTo(0, 0)');
      await visitor.page.setViewportSize({ width: 1280, height: 800 });
    }
    const payouts = await figure(visitor.page, 'Payouts tonight').textContent();
    expect(payouts).toMatch(/\d+ (person|people) · \d+ in the /);
    expect(await figure(visitor.page, 'Open tasks').count()).toBe(role === 'accountant' ? 0 : 1);
    expect(await figure(visitor.page, 'Days ready to close').count()).toBe(role === 'manager' ? 0 : 1);
    expect(await figure(visitor.page, 'Balance').count()).toBe(role === 'accountant' ? 1 : 0);
    expect(await figure(visitor.page, 'Needs attention').count()).toBe(role === 'administrator' ? 1 : 0);
    if (role === 'administrator') {
      await figure(visitor.page, 'Needs attention').getByText('All is well').waitFor();
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await visitor.page.emulateMedia({ colorScheme });
      await visitor.saveScreenshot(`today-${role}-${colorScheme}`);
      expect(await visitor.accessibilityViolations()).toEqual([]);
    }
    await visitor.context.close();
  });

  it('shows the tasks and says what is missing while Finance is down, and recovers (S1)', async () => {
    const { finance } = web.system.services;
    web.expectBrowserErrors(/(503|ERR_).*\/api\/finance\//);
    await finance.kill();
    try {
      await polly.open('/today');
      await page.getByRole('alert').first().waitFor();
      await page.locator('[data-task]').first().waitFor();
      expect((await listed(page)).map(({ group }) => group)).toEqual(['Assigned today', 'Completed today']);
      expect(await figure(page, 'Balance').count()).toBe(0);
    } finally {
      await finance.start();
    }
    await figure(page, 'Balance').waitFor();
    await page.getByRole('alert').first().waitFor({ state: 'hidden' });
  });

  it('names the time zone of the company where its days meet the times of a reader elsewhere (F6)', async () => {
    const note = 'The day ends at 12:00 AM (UTC).';
    const away = await web.signedInVisitor(roles.employee, { timezoneId: 'America/New_York' });
    await away.open('/money');
    await away.page.getByText(`Times are in your time zone (America/New York). ${note}`).waitFor();
    await away.context.close();
    const here = await web.signedInVisitor(roles.employee, { timezoneId: 'Atlantic/Reykjavik' });
    await here.open('/money');
    await here.page
      .getByRole('region', { name: /^Statement for/ })
      .getByRole('row')
      .nth(1)
      .waitFor();
    expect(await here.page.getByText(note).count()).toBe(0);
    await here.context.close();
  });

  it('fits a phone, with the panel from below', async () => {
    await page.setViewportSize(phone);
    await polly.open('/today');
    await page.locator('[data-task]').first().waitFor();
    await polly.saveScreenshot('today-phone-390');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      phone.width,
    );
    await page.locator('[data-open-task]').first().click();
    await page.getByRole('dialog', { name: 'Task' }).getByText('Assigned to you').first().waitFor();
    await polly.saveScreenshot('today-phone-panel');
    expect(await polly.accessibilityViolations()).toEqual([]);
  });

  it('keeps the bar that undoes completions clear of notifications, in windows of every width', async () => {
    await giveTasks(12);
    for (const width of [320, phone.width, 768, 1024, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      await polly.open('/today');
      await page.locator('[data-task]').first().waitFor();
      await page.keyboard.press('n');
      await page.getByRole('textbox', { name: 'What needs doing?' }).fill('Count the feathers');
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      const card = page.locator('.mantine-Notification-root').last();
      await card.waitFor();
      await page.locator('[data-task] button').filter({ hasText: 'Complete' }).first().click();
      const undo = page.getByRole('button', { name: /^Undo( Z)?$/ }).locator('..');
      const { bar, notification } = await until('both are shown at the same time', async () => {
        const boxes = { bar: await undo.boundingBox(), notification: await card.boundingBox() };
        return boxes.bar && boxes.notification
          ? { bar: boxes.bar, notification: boxes.notification }
          : undefined;
      });
      const isApart = bar.x + bar.width <= notification.x || notification.y + notification.height <= bar.y;
      expect([width, bar, notification, isApart]).toEqual([width, bar, notification, true]);
    }
  });
});
