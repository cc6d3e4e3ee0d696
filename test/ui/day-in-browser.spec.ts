import { bookedDay, completeEverything, dayEnds, dayThatCanEnd } from './support/played-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** What Finance's absence, while its clock is set, leaves on consoles. */
const financeIsAway = /\/api\/finance\//;

describe('A whole day, from the first task to the payout', () => {
  let web: WebSystem;
  let manager: Visitor;
  let performer: Visitor;
  let performerEmail: string;
  let day: string;

  beforeAll(async () => {
    web = await WebSystem.start(dayThatCanEnd);
    manager = await web.visitor('manager@ates.local');
  });

  afterEach(() => expect(web.complaints()).toEqual([]));

  afterAll(() => web.stop());

  /** The row of a task in the list. */
  const row = ({ page }: Visitor, title: string) => page.getByRole('row').filter({ hasText: title });

  const emailOfPerformerOf = async (title: string): Promise<string> => {
    const rows = await web.system.databases.tasks.query<{ email: string }>(
      `select email from task join cached_user on cached_user.id = assigned_to
       where description like '%' || $1::text`,
      [title],
    );
    return rows[0]?.email ?? '';
  };

  it('a task is written as people write them, by keyboard alone, and somebody is drawn', async () => {
    const polly = await web.visitor('polly@ates.local');
    const { page } = polly;
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.waitFor();
    await page.keyboard.type('[POPUG-42] - Fix the perch');
    await dialog.getByText('POPUG-42', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/drawn for “Fix the perch”/).waitFor();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('it is priced while a manager looks on, who has reloaded nothing', async () => {
    const priced = row(manager, 'Fix the perch');
    await priced.getByText('Open', { exact: true }).waitFor();
    expect(await priced.textContent()).toMatch(/POPUG-42.*\$\d+\.\d\d.*\$\d+\.\d\d/);
  });

  it('text of people is text, whatever it looks like', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('<img src=x onerror="document.title = 1"> & <b>bold</b>');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await row(manager, '<img src=x onerror="document.title = 1"> & <b>bold</b>').waitFor();
    expect(await page.title()).toBe('Tasks · aTES');
  });

  it('brackets that belong to no key are pointed out before anything is sent', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Fix the [perch]');
    await dialog.getByText('Brackets are only for a tracker key').waitFor();
    expect(await dialog.getByRole('button', { name: 'Create' }).isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('its performer completes it, thinks again, and completes it', async () => {
    performerEmail = await emailOfPerformerOf('Fix the perch');
    performer = await web.visitor(performerEmail);
    const { page } = performer;
    const complete = page.getByRole('button', { name: 'Complete “Fix the perch”' });
    const undo = page.getByRole('button', { name: 'Undo completing “Fix the perch”' });
    await complete.click();
    await undo.click();
    await page.getByRole('heading', { level: 1 }).click();
    await performer.tabTo(complete);
    await page.keyboard.press('Enter');
    await undo.waitFor();
    await page.getByText('“Fix the perch” is completed.').waitFor();
    await row(performer, 'Fix the perch').waitFor({ state: 'hidden' });
  });

  it('and the manager sees that too', async () => {
    await row(manager, 'Fix the perch').waitFor({ state: 'hidden' });
    await manager.page.getByText('Completed', { exact: true }).first().click();
    await row(manager, 'Fix the perch').waitFor();
    expect(manager.where()).toContain('status=completed');
    await manager.page.goBack();
    await row(manager, 'Fix the perch').waitFor({ state: 'hidden' });
  });

  it('the manager has all that is left drawn anew, and watches it', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'Reassign all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reassign all' });
    await dialog.getByText('1 unfinished task will get a performer anew.').waitFor();
    await dialog.getByRole('button', { name: 'Draw and charge all' }).click();
    await page.waitForURL('**/reassignments/*');
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await page.getByText('1 of 1').first().waitFor();
  });

  it('the administrator sees what closing the day would do, and closes it once it is over', async () => {
    await completeEverything(web.system);
    day = await bookedDay(web.system);
    web.expect(financeIsAway);
    await dayEnds(web.system);
    const administrator = await web.visitor('admin@ates.local');
    const { page } = administrator;
    await administrator.open(`/days?day=${day}`);
    await page.getByRole('button', { name: 'Preview closing' }).click();
    await page.getByRole('table', { name: 'Who would be paid' }).waitFor();
    await page.getByRole('button', { name: 'Close the day' }).click();
    const question = page.getByRole('dialog', { name: /^Close .*\?$/ });
    await question.getByText('It is for good.').waitFor();
    await question.getByRole('button', { name: 'Close for good' }).click();
    await page.getByText(/ is closed\.$/).waitFor();
    await page.getByText('It counts for good.').waitFor();
  });

  it('who earned something finds the payout on the statement of the day', async () => {
    const [paid] = await web.system.databases.finance.query<{ email: string }>(
      `select email from posting
         join account on account.id = person_account
         join cached_user on cached_user.id = user_id
       where posting.kind = 'payout' limit 1`,
    );
    const payee = await web.visitor(paid?.email ?? '');
    await payee.open(`/money?date=${day}`);
    await payee.page.getByText(/The day is closed: \$\d+\.\d\d was paid out\./).waitFor();
    await payee.page.getByText('Paid out for the day').waitFor();
  });

  it('the administrator takes a line of a task back, once (F3), and may on the account too', async () => {
    const [rewarded] = await web.system.databases.finance.query<{ task: string; person: string }>(
      `select task_id as task, user_id as person from posting
         join account on account.id = person_account
       where posting.kind = 'reward' limit 1`,
    );
    const administrator = await web.visitor('admin@ates.local');
    const { page } = administrator;
    await administrator.open(`/tasks/${rewarded?.task}`);
    await page.getByRole('button', { name: /^Reverse the line of .*: \+/ }).click();
    const onTask = page.getByRole('dialog', { name: 'Reverse a line' });
    await onTask.getByRole('textbox', { name: 'Reason' }).fill('The task was a duplicate');
    await page.keyboard.press('Enter');
    await onTask.waitFor({ state: 'hidden' });
    await page.getByRole('row').filter({ hasText: 'Reward' }).getByText('Reversed').waitFor();
    await administrator.open(`/accounts/${rewarded?.person}?date=${day}`);
    await page
      .getByRole('button', { name: /^Reverse/ })
      .first()
      .click();
    const onAccount = page.getByRole('dialog');
    await onAccount.waitFor();
    await administrator.keepPicture('reversal');
    const reversals = await web.system.databases.finance.query(
      `select from posting where kind = 'reversal' and task_id = $1`,
      [rewarded?.task],
    );
    expect(reversals).toHaveLength(1);
  });

  it('and the administrator finds the day among the analytics', async () => {
    const administrator = await web.visitor('admin@ates.local');
    await administrator.open(`/analytics?from=${day}&to=${day}`);
    await administrator.page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
    await administrator.page.getByText('Dearest task of the days chosen').waitFor();
    await administrator.isLoaded();
  });
});
