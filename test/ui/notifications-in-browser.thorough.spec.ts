import type { TaskView } from '@ates/contracts';
import type { Api } from '../support/api.js';
import { during } from '../support/locks.js';
import { until } from '../support/until.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const desk = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };

describe('Notifications and draws in the browser', () => {
  let web: WebSystem;
  let manager: Api;
  let polly: Visitor;
  let pollyId: string;

  beforeAll(async () => {
    web = await WebSystem.start();
    manager = await web.system.as('manager@ates.local', 'tasks');
    const [row] = await web.system.databases.tasks.query<{ id: string }>(
      `select id from cached_user where email = 'polly@ates.local'`,
    );
    pollyId = row?.id ?? '';
    polly = await web.signedInVisitor('polly@ates.local');
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  const create = async (description: string): Promise<TaskView> =>
    (await manager.post<TaskView>('/tasks', { description })).body;

  /** Creates tasks until one is drawn for Polly. */
  const taskOfPolly = (description: string): Promise<TaskView> =>
    until('a task is drawn for Polly', async () => {
      const task = await create(description);
      return task.assigned_to.uuid === pollyId ? task : undefined;
    });

  const bell = ({ page }: Visitor) => page.getByRole('button', { name: /^(Notifications|Уведомления)/ });

  const panel = ({ page }: Visitor) => page.getByRole('dialog', { name: /^(Notifications|Уведомления)$/ });

  const unread = async (): Promise<number> => {
    const [row] = await web.system.databases.tasks.query<{ count: number }>(
      `select count(*)::int as count from notification where person_id = $1 and read_at is null`,
      [pollyId],
    );
    return row?.count ?? 0;
  };

  it('loads the list of notifications only when it is opened, and says when there are none', async () => {
    const loaded: string[] = [];
    polly.page.on('request', (request) => loaded.push(request.url()));
    await bell(polly).click();
    await panel(polly).getByText('No notifications yet').waitFor();
    expect(loaded.filter((url) => /notification-panel.*\.js$/.test(url))).toHaveLength(1);
    await polly.page.keyboard.press('Escape');
    await panel(polly).waitFor({ state: 'hidden' });
    await bell(polly).and(polly.page.locator(':focus')).waitFor();
  });

  it('shows a card with the task, its fee and its reward to the person it was drawn for', async () => {
    const task = await taskOfPolly('[POPUG-7] - Polish the mirror');
    const card = polly.page.getByRole('alert').filter({ hasText: 'You have a new task' }).first();
    await card.getByRole('link', { name: 'Polish the mirror' }).waitFor();
    await card.getByText(/^Fee \$\d+\.\d\d · reward \$\d+\.\d\d$/).waitFor();
    await polly.saveScreenshot('notifications-card');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await card.getByRole('link', { name: 'Polish the mirror' }).click();
    await polly.page.waitForURL(`**/tasks/${task.uuid}`);
  });

  it('counts unread ones at the bell, in the menu and in the title of the tab', async () => {
    const count = await unread();
    await polly.page.getByRole('button', { name: `Notifications, ${count} unread` }).waitFor();
    await polly.page.getByRole('link', { name: 'Tasks', exact: true }).getByText(String(count)).waitFor();
    await until('the title has the count', async () => (await polly.page.title()).startsWith(`(${count}) `));
  });

  it('updates the count in a browser that is open elsewhere when all are marked as read', async () => {
    const elsewhere = await web.signedInVisitor('polly@ates.local', { viewport: phone });
    const count = await unread();
    await elsewhere.page.getByRole('button', { name: `Notifications, ${count} unread` }).waitFor();
    await polly.tabTo(bell(polly));
    await polly.page.keyboard.press('Enter');
    await panel(polly).getByRole('heading', { name: 'Today' }).waitFor();
    await panel(polly).getByText('New task for you').first().waitFor();
    await polly.saveScreenshot('notifications-panel');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await polly.tabTo(panel(polly).getByRole('button', { name: 'Mark all as read' }));
    await polly.page.keyboard.press('Enter');
    await panel(polly).getByRole('button', { name: 'Mark all as read' }).waitFor({ state: 'hidden' });
    expect(await unread()).toBe(0);
    await elsewhere.page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
    await until('the title has no count', async () => /^[^(]/.test(await elsewhere.page.title()));
    await polly.page.keyboard.press('Escape');
  });

  it('turns the daily digest by mail on, and off again', async () => {
    const digest = (isOn: boolean) =>
      panel(polly).getByRole('switch', { name: 'Daily digest by mail', checked: isOn });
    const subscribers = () => web.system.databases.tasks.query(`select person_id from digest_subscriber`);
    await bell(polly).click();
    await digest(false).waitFor();
    await polly.tabTo(digest(false));
    await polly.page.keyboard.press('Space');
    await digest(true).and(polly.page.locator(':focus')).waitFor();
    expect(await subscribers()).toEqual([{ person_id: pollyId }]);
    await polly.saveScreenshot('notifications-digest');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await polly.page.reload();
    await bell(polly).click();
    await digest(true).click();
    await digest(false).waitFor();
    expect(await subscribers()).toEqual([]);
    await polly.page.keyboard.press('Escape');
  });

  it('reassigns all tasks with a line of progress for everyone, and then sums it up for each person', async () => {
    await taskOfPolly('Count the sunflower seeds');
    const [open] = await web.system.databases.tasks.query<{ count: number }>(
      `select count(*)::int as count from task where completed_at is null`,
    );
    // Holds the run while the test looks at it.
    await web.system.databases.tasks.query(
      `create function hold() returns trigger language plpgsql as $$ begin
         perform pg_advisory_xact_lock(4711);
         return null;
       end $$`,
    );
    await web.system.databases.tasks.query(
      `create trigger hold before update of assigned_to on task for each statement execute function hold()`,
    );
    await during(web.system.databases.tasks, `select pg_advisory_xact_lock(4711)`, [], async () => {
      await manager.put('/tasks/reassign');
      await polly.page.getByText('Reassigning all open tasks').waitFor();
      await polly.page.getByText(`0 of ${open?.count}`).waitFor();
      await polly.saveScreenshot('notifications-reassigning');
      expect(await polly.accessibilityViolations()).toEqual([]);
    });
    await polly.page.getByText('Reassigning all open tasks').waitFor({ state: 'hidden' });
    const summary = await until('the summary is there', async () => {
      const [row] = await web.system.databases.tasks.query<{ came: number; went: number; stayed: number }>(
        `select came, went, stayed from notification where person_id = $1 and kind = 'reassigned'`,
        [pollyId],
      );
      return row;
    });
    await bell(polly).click();
    const shown = panel(polly).getByRole('listitem').filter({ hasText: 'All open tasks reassigned' });
    const text = (await shown.textContent()) ?? '';
    for (const [number, words] of [
      [summary.came, summary.came === 1 ? 'task came' : 'tasks came'],
      [summary.went, 'went'],
    ] as const) {
      expect(text.includes(`${number} ${words}`)).toBe(number > 0);
    }
    expect(text.includes('drawn for you again')).toBe(summary.stayed > 0);
    if (summary.came + summary.stayed > 0) {
      expect(text).toMatch(/-\$\d+\.\d\d/);
    }
    await polly.saveScreenshot('notifications-summary');
    await polly.page.emulateMedia({ colorScheme: 'dark' });
    await polly.saveScreenshot('notifications-summary-dark');
    expect(await polly.accessibilityViolations()).toEqual([]);
    await polly.page.emulateMedia({ colorScheme: 'light' });
    await polly.page.keyboard.press('Escape');
  });

  it('fits a phone, also in Russian', async () => {
    const { page } = polly;
    await page.setViewportSize(phone);
    await polly.open('/tasks');
    await polly.chooseLanguage('Русский');
    await bell(polly).click();
    await panel(polly).getByText('Переназначены все открытые задачи').waitFor();
    await polly.saveScreenshot('notifications-phone-ru');
    expect(await polly.accessibilityViolations()).toEqual([]);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
      phone.width,
    );
    await page.keyboard.press('Escape');
    await polly.chooseLanguage('English');
    await page.setViewportSize(desk);
  });

  it('lets names pass by before a draw settles on the person, and not with reduced motion', async () => {
    const drawNames = async (visitor: Visitor, title: string): Promise<void> => {
      await visitor.open('/today');
      await visitor.waitUntilLoaded();
      await visitor.page.keyboard.press('n');
      const dialog = visitor.page.getByRole('dialog', { name: 'New task' });
      await dialog.getByRole('textbox').fill(title);
      await visitor.page.keyboard.press('Enter');
    };
    // An employee's list has no names but their own.
    const moving = await web.signedInVisitor('coco@ates.local', { reducedMotion: 'no-preference' });
    await drawNames(moving, 'Ring the bell');
    await moving.page.getByText('Drawing someone for “Ring the bell”').waitFor();
    await moving.saveScreenshot('draw-passing');
    const settled = moving.page
      .getByRole('alert')
      .filter({ hasText: /“Ring the bell” was assigned to .+\./ });
    await settled.getByText(/^Fee \$\d+\.\d\d · reward \$\d+\.\d\d$/).waitFor();
    await moving.saveScreenshot('draw-settled');
    expect(await moving.accessibilityViolations()).toEqual([]);

    const still = await web.signedInVisitor('manager@ates.local');
    await still.page.addInitScript(`
      new MutationObserver(() => {
        if (document.body?.innerText.includes('Drawing someone for')) { window.hasMoved = true; }
      }).observe(document, { childList: true, subtree: true, characterData: true });
    `);
    await drawNames(still, 'Hang up the bell');
    await still.page.getByText(/“Hang up the bell” was assigned to .+\./).waitFor();
    expect(await still.page.evaluate<boolean>('window.hasMoved === true')).toBe(false);
  });
});
