import { until } from '../support/until.js';
import { Keyboard } from './support/keyboard.js';
import { roles } from './support/pages.js';
import { completeAllTasks, endableDay, endDay, firstBookedDay } from './support/simulated-day.js';
import { WebSystem } from './support/web-system.js';

const chores = Array.from({ length: 15 }, (_, at) => `Chore ${String.fromCharCode(65 + at)}`);

/** Console errors while Finance restarts in another time zone. */
const financeIsDown = /\/api\/finance\//;

describe('A whole working day by keyboard alone', () => {
  let web: WebSystem;
  let day: string;

  beforeAll(async () => {
    web = await WebSystem.start(endableDay);
    const manager = await web.system.as(roles.manager, 'tasks');
    for (const description of chores) {
      await manager.post('/tasks', { description });
    }
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  afterAll(() => web.stop());

  const signIn = async (email: string, path: string): Promise<Keyboard> =>
    Keyboard.signIn(await web.newVisitor(), email, path);

  /** The person with the most open tasks; with these chores, at least three. */
  const busiest = async (): Promise<{ id: string; email: string }> => {
    const [person] = await web.system.databases.tasks.query<{ id: string; email: string }>(
      `select cached_user.id, email from task join cached_user on cached_user.id = assigned_to
       where completed_at is null group by cached_user.id, email order by count(*) desc, email limit 1`,
    );
    return person ?? { id: '', email: '' };
  };

  const completedBy = async (person: string): Promise<number> => {
    const [row] = await web.system.databases.tasks.query<{ count: number }>(
      `select count(*)::int as count from task where assigned_to = $1 and completed_at is not null`,
      [person],
    );
    return row?.count ?? 0;
  };

  it('creates a task, sees the draw, completes one, undoes it, and completes several at once', async () => {
    const person = await busiest();
    const keyboard = await signIn(person.email, '/today');
    const { page } = keyboard;
    const complete = page.getByRole('button', { name: /^Complete “/ });
    const undoBar = page.getByRole('status').filter({ hasText: 'Completing' });
    await complete.nth(2).waitFor();

    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('[POPUG-42] - Fix the perch');
    await page.keyboard.press('Enter');
    await page.getByText(/^“Fix the perch” was assigned to .+\.$/).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await keyboard.focusShows();

    await keyboard.press('j');
    const title = await keyboard.focusedText();
    await keyboard.press('c');
    await page.getByRole('button', { name: `Undo completing “${title}”` }).waitFor();
    await keyboard.press('z');
    await page.getByRole('button', { name: `Complete “${title}”` }).waitFor();
    expect(await keyboard.focusedText()).toBe(title);

    // Beside the bar of the selection, there is a key for it.
    await keyboard.press('x', 'j', 'x');
    const selection = page.getByRole('region', { name: 'Selected tasks' });
    await selection.getByText('2 tasks selected').waitFor();
    await keyboard.press('c');
    await undoBar.getByText('Completing 2 tasks').waitFor();
    await selection.waitFor({ state: 'hidden' });
    await keyboard.press('z');
    await undoBar.waitFor({ state: 'hidden' });
    await keyboard.focusShows();

    const before = await completedBy(person.id);
    const open = await complete.count();
    // In the list: a card about the new task may name it as well.
    await keyboard.tabTo(page.locator('[data-task]').getByRole('link', { name: title, exact: true }));
    await keyboard.press('x', 'j', 'x');
    await keyboard.pressOn(selection.getByRole('button', { name: 'Complete 2 tasks' }));
    await keyboard.focusShows();
    await until('both are completed', async () => (await completedBy(person.id)) === before + 2);
    await until('the list is shorter', async () => (await complete.count()) === open - 2);
    await keyboard.focusShows();
  });

  it('keeps its place in the list when the focused task is completed', async () => {
    const person = await busiest();
    const keyboard = await signIn(person.email, '/tasks');
    const { page } = keyboard;
    const links = page.locator('[data-task] [data-open-task]');
    await links.nth(1).waitFor();
    const [first = '', second = ''] = await links.allTextContents();
    await keyboard.press('j');
    expect(await keyboard.focusedText()).toBe(first);
    await keyboard.press('c');
    await page
      .locator('[data-task]')
      .getByRole('link', { name: first, exact: true })
      .waitFor({ state: 'hidden' });
    await keyboard.focusShows();
    expect(await keyboard.focusedText()).toBe(second);
  });

  it('opens a task, the list of keys and another page, and always knows where it is', async () => {
    const keyboard = await signIn(roles.manager, '/tasks');
    const { page } = keyboard;
    await page.locator('[data-task]').first().waitFor();
    // Nothing has had the focus yet.
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await keys.waitFor();
    await keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
    await keyboard.focusShows();
    await keyboard.press('j');
    const title = await keyboard.focusedText();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Task' });
    await panel.getByRole('heading', { level: 2, name: title }).waitFor();
    await keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await until('the focus is back', async () => (await keyboard.focusedText()) === title);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search and commands' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.type('income');
    await page.getByRole('option', { name: 'Income' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Income' }).waitFor();
    await keyboard.focusShows();
  });

  it('reassigns all open tasks and follows the progress', async () => {
    const keyboard = await signIn(roles.manager, '/tasks');
    const { page } = keyboard;
    await keyboard.pressOn(page.getByRole('button', { name: 'Reassign all' }), 'Space');
    const dialog = page.getByRole('dialog', { name: 'Reassign all' });
    await dialog.getByText(/^Reassigns \d+ tasks/).waitFor();
    await keyboard.pressOn(dialog.getByRole('button', { name: 'Reassign all' }), 'Space');
    await page.waitForURL('**/reassignments/*');
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await dialog.waitFor({ state: 'hidden' });
    await keyboard.focusShows();
  });

  it('previews and closes the day', async () => {
    await completeAllTasks(web.system);
    day = await firstBookedDay(web.system);
    web.expectBrowserErrors(financeIsDown);
    await endDay(web.system);
    const keyboard = await signIn(roles.administrator, '/today');
    const { page } = keyboard;
    await keyboard.pressOn(page.getByRole('link', { name: 'Days', exact: true }));
    await page.getByRole('heading', { level: 1, name: 'Days' }).waitFor();
    const row = page.getByRole('row').filter({ hasText: 'Ready to close' });
    await keyboard.pressOn(row.getByRole('link'));
    const drawer = page.getByRole('dialog');
    await keyboard.pressOn(drawer.getByRole('button', { name: 'Preview closing' }));
    await page.getByRole('table', { name: 'Expected payouts' }).waitFor();
    await keyboard.focusShows();
    await keyboard.pressOn(drawer.getByRole('button', { name: 'Close day' }));
    const question = page.getByRole('dialog', { name: /^Close .*\?$/ });
    await keyboard.pressOn(question.getByRole('button', { name: 'Close day' }));
    await page.getByText(/ is closed\.$/).waitFor();
    await page.getByText('This is final.').waitFor();
    await question.waitFor({ state: 'hidden' });
    await keyboard.focusShows();
    await keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await keyboard.focusShows();
  });

  it('prints the statement of the day on one page', async () => {
    const [payout] = await web.system.databases.finance.query<{ email: string }>(
      `select email from posting
         join account on account.id = person_account
         join cached_user on cached_user.id = user_id
       where posting.kind = 'payout'
       order by (select count(*) from posting entry where entry.person_account = account.id), email limit 1`,
    );
    const visitor = await web.newVisitor();
    await visitor.page.addInitScript(
      'window.print = () => document.documentElement.setAttribute("data-printed", "")',
    );
    const keyboard = await Keyboard.signIn(visitor, payout?.email ?? '', `/money?date=${day}`);
    const { page } = keyboard;
    await page.getByRole('table', { name: /^Statement for/ }).waitFor();
    const print = page.getByRole('button', { name: 'Print / Save as PDF' });
    await keyboard.pressOn(print);
    await page.locator('html[data-printed]').waitFor();
    await print.and(page.locator(':focus')).waitFor();
    await keyboard.focusShows();
    await page.emulateMedia({ media: 'print' });
    expect((await page.pdf()).toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});
