import { buffer } from 'node:stream/consumers';
import path from 'node:path';
import readWorkbook from 'read-excel-file/node';
import { until } from '../support/until.js';
import { firstBookedDay, completeAllTasks, endDay, endableDay } from './support/simulated-day.js';
import { screenshots, type Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** Console errors while Finance restarts in another time zone. */
const financeIsDown = /\/api\/finance\//;

describe('A working day in the browser, from the first task to the payout', () => {
  let web: WebSystem;
  let manager: Visitor;
  let performer: Visitor;
  let performerEmail: string;
  let day: string;

  beforeAll(async () => {
    web = await WebSystem.start(endableDay);
    manager = await web.signedInVisitor('manager@ates.local');
    await manager.open('/tasks');
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  /** The row of a task in the task list. */
  const row = ({ page }: Visitor, title: string) => page.getByRole('row').filter({ hasText: title });

  const emailOfPerformerOf = async (title: string): Promise<string> => {
    const rows = await web.system.databases.tasks.query<{ email: string }>(
      `select email from task join cached_user on cached_user.id = assigned_to
       where description like '%' || $1::text`,
      [title],
    );
    return rows[0]?.email ?? '';
  };

  /** An administrator's page, and a function that opens the account of a paid person at the closed day. */
  const paidAccount = async () => {
    const administrator = await web.signedInVisitor('admin@ates.local');
    const [account] = await web.system.databases.finance.query<{ person: string }>(
      `select user_id as person from posting join account on account.id = person_account
       where posting.kind = 'payout' limit 1`,
    );
    const open = () => administrator.open(`/accounts/${account?.person}?date=${day}`);
    return { administrator, page: administrator.page, open };
  };

  it('creates and assigns a task by keyboard alone', async () => {
    const polly = await web.signedInVisitor('polly@ates.local');
    const { page } = polly;
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.waitFor();
    await page.keyboard.type('[POPUG-42] - Fix the perch');
    await dialog.getByText('POPUG-42', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/^“Fix the perch” was assigned to .+\.$/).waitFor();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('shows a manager the price of the task without a reload', async () => {
    const priced = row(manager, 'Fix the perch');
    await priced.getByText('Open', { exact: true }).waitFor();
    expect(await priced.textContent()).toMatch(/POPUG-42.*\$\d+\.\d\d.*\$\d+\.\d\d/);
  });

  it('renders HTML in a task description as plain text', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('<img src=x onerror="document.title = 1"> & <b>bold</b>');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await row(manager, '<img src=x onerror="document.title = 1"> & <b>bold</b>').waitFor();
    expect(await page.title()).toBe('Tasks · aTES');
  });

  it('explains how it reads brackets while the user types them (T10)', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('[x] done');
    await dialog.getByText('The brackets stay in the text.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Create' }).isEnabled()).toBe(true);
    await dialog.getByRole('textbox').fill('[POPUG-42]');
    await dialog.getByText('Add a title after the tracker key.').waitFor();
    await dialog.getByRole('textbox').fill('[POPUG-42] Fix array[0]');
    await dialog.getByText('Tracker key: POPUG-42').waitFor();
    await dialog.getByRole('group', { name: 'Preview' }).getByText('Fix array[0]').waitFor();
    await dialog.getByRole('textbox').fill('');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('lets the performer complete the task, undo that, and complete it again', async () => {
    performerEmail = await emailOfPerformerOf('Fix the perch');
    performer = await web.signedInVisitor(performerEmail);
    await performer.open('/tasks');
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

  it('moves the task to the completed tasks on the page of the manager', async () => {
    await row(manager, 'Fix the perch').waitFor({ state: 'hidden' });
    await manager.page.getByRole('combobox', { name: 'Status' }).selectOption('Completed');
    await row(manager, 'Fix the perch').waitFor();
    expect(manager.location()).toContain('status=completed');
    await manager.page.goBack();
    await row(manager, 'Fix the perch').waitFor({ state: 'hidden' });
  });

  it('lets the manager reassign all open tasks and follow the progress', async () => {
    const { page } = manager;
    await page.getByRole('button', { name: 'Reassign all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reassign all' });
    await dialog.getByText(/^Reassigns 1 task and charges \$1\d\.\d\d in fees\.$/).waitFor();
    await dialog.getByRole('button', { name: 'Reassign all' }).click();
    await page.waitForURL('**/reassignments/*');
    await page.getByText('Completed', { exact: true }).first().waitFor();
    await page.getByText('1 of 1').first().waitFor();
  });

  it('previews the closing of a day that has ended and lets the administrator close it', async () => {
    await completeAllTasks(web.system);
    day = await firstBookedDay(web.system);
    web.expectBrowserErrors(financeIsDown);
    await endDay(web.system);
    const administrator = await web.signedInVisitor('admin@ates.local');
    const { page } = administrator;
    await administrator.open(`/days?day=${day}`);
    await page.getByRole('button', { name: 'Preview closing' }).click();
    await page.getByRole('table', { name: 'Expected payouts' }).waitFor();
    await page.getByRole('button', { name: 'Close day' }).click();
    const question = page.getByRole('dialog', { name: /^Close .*\?$/ });
    await question.getByText('You can’t undo this.').waitFor();
    await question.getByRole('button', { name: 'Close day' }).click();
    await page.getByText(/ is closed\.$/).waitFor();
    await page.getByText('This is final.').waitFor();
  });

  it('shows the payout on the statement of a person who was paid', async () => {
    const [paid] = await web.system.databases.finance.query<{ email: string }>(
      `select email from posting
         join account on account.id = person_account
         join cached_user on cached_user.id = user_id
       where posting.kind = 'payout' limit 1`,
    );
    const payee = await web.signedInVisitor(paid?.email ?? '');
    await payee.open(`/money?date=${day}`);
    await payee.page.getByText(/This day is closed\. \$\d+\.\d\d was paid out\./).waitFor();
    await payee.page.getByText('Payout for the day').waitFor();
  });

  it('prints the statement of a day on one page, without menus and buttons, in both themes', async () => {
    const { page, open } = await paidAccount();
    await page.addInitScript(
      'window.print = () => document.documentElement.setAttribute("data-printed", "")',
    );
    await open();
    await page.getByRole('table', { name: /^Statement for/ }).waitFor();
    await page.getByRole('button', { name: 'Print / Save as PDF' }).click();
    await page.locator('html[data-printed]').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ media: 'print', colorScheme });
      const text = await page.locator('body').innerText();
      for (const printed of [
        '’s account',
        'Statement for',
        'Payout for the day',
        'Opening balance',
        'was paid out',
      ]) {
        expect(text).toContain(printed);
      }
      for (const ofScreen of [
        'Reassignments',
        'Operations',
        'Live',
        'Download',
        'Print',
        'Reverse\n',
        'Today',
      ]) {
        expect(text).not.toContain(ofScreen);
      }
      const pdf = (await page.pdf()).toString('latin1');
      expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
      const [ink, paper] = await page.evaluate<[string, string]>(
        '[getComputedStyle(document.querySelector("main h1")).color, getComputedStyle(document.body).backgroundColor]',
      );
      expect([ink, paper]).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    }
    await page.screenshot({ path: path.join(screenshots, 'statement-on-paper.png'), fullPage: true });
  });

  it('groups payouts by day with subtotals and sorts them in the URL (F6, F7)', async () => {
    const { administrator, page } = await paidAccount();
    await administrator.open(`/payouts?from=${day}&to=${day}`);
    const table = page.getByRole('table', { name: 'Payouts' });
    await table.waitFor();
    const [closed] = await web.system.databases.finance.query<{ people: number; paid: number }>(
      `select paid_people::int as people, paid::int as paid from business_day where day = $1`,
      [day],
    );
    const paid = `$${((closed?.paid ?? 0) / 100).toFixed(2)}`;
    const head = table.getByRole('row').filter({ hasText: /people paid|person paid/ });
    expect(await head.innerText()).toContain(`${closed?.people}`);
    expect(await head.innerText()).toContain(paid);
    await page
      .getByRole('group', { name: 'Paid out in this period' })
      .getByText(paid, { exact: true })
      .waitFor();
    const amounts = async () =>
      (await table.locator('tr:not(.group) td:last-child').allInnerTexts()).map((text) =>
        Number(text.slice(1)),
      );
    await page.getByLabel('Sort by').selectOption({ label: 'Amount, highest first' });
    await page.waitForURL(/order=-amount/);
    await until('the payouts are sorted', async () => {
      const shown = await amounts();
      return shown.length === closed?.people && String(shown) === String(shown.toSorted((a, b) => b - a));
    });
    expect(await table.getByText('Sent', { exact: true }).count()).toBe(closed?.people);
    await administrator.saveScreenshot('payouts-sorted');
  });

  it('finds and sorts accounts in the URL and totals them (F4)', async () => {
    const { administrator, page } = await paidAccount();
    await administrator.open('/accounts');
    const table = page.getByRole('table', { name: 'Accounts' });
    await table.waitFor();
    await page.getByRole('group', { name: 'Owed by people' }).waitFor();
    const names = () => table.locator('tbody th').allInnerTexts();
    const all = await names();
    const [first = ''] = all;
    expect(all).toEqual(all.toSorted((one, other) => one.localeCompare(other)));
    await page.getByLabel('Sort by').selectOption({ label: 'Name, Z to A' });
    await until('the accounts are reversed', async () => String(await names()) === String(all.toReversed()));
    await page.getByRole('searchbox', { name: 'Search accounts' }).fill(first.toUpperCase());
    await until('one person is shown', async () => String(await names()) === first);
    expect(administrator.location()).toContain(`text=${first.toUpperCase()}`);
    expect(administrator.location()).toContain('order=-name');
    await page.reload();
    await until('the search outlives a reload', async () => String(await names()) === first);
    await page.getByRole('searchbox', { name: 'Search accounts' }).fill('no one');
    await page.getByText('No matching accounts').waitFor();
  });

  it('totals the days of the range and of each month (F6)', async () => {
    const { administrator, page } = await paidAccount();
    await administrator.open(`/days?from=${day}&to=${day}`);
    const [closed] = await web.system.databases.finance.query<{ paid: number }>(
      `select paid::int as paid from business_day where day = $1`,
      [day],
    );
    const paid = `$${((closed?.paid ?? 0) / 100).toFixed(2)}`;
    await page
      .getByRole('group', { name: 'Paid out in this period' })
      .getByText(paid, { exact: true })
      .waitFor();
    const month = page.getByRole('table', { name: 'Days' }).locator('tr.group');
    expect(await month.count()).toBe(1);
    expect(await month.innerText()).toContain(paid);
    // A day outside of the range still opens by its link.
    await administrator.open(`/days?from=2020-01-01&to=2020-01-02&day=${day}`);
    await page.getByText('This is final.').waitFor();
  });

  it('downloads the statement, the payouts and the income as XLSX and CSV (F4, F5, F6)', async () => {
    const { administrator, page, open } = await paidAccount();
    const save = async (menu: string, format: string): Promise<Buffer> => {
      await page.getByRole('button', { name: menu, exact: true }).click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: format }).click(),
      ]);
      expect(download.suggestedFilename()).toMatch(format === 'CSV' ? /\.csv$/ : /\.xlsx$/);
      return buffer(await download.createReadStream());
    };
    await open();
    await page.getByRole('table', { name: /^Statement for/ }).waitFor();
    const names: string[] = [];
    for (const menu of ['Download this day', 'Download all payouts']) {
      const [sheet] = await readWorkbook(await save(menu, 'Spreadsheet (.xlsx)'));
      const csv = (await save(menu, 'CSV')).toString();
      names.push(String(sheet?.data[0]?.[0]));
      expect(csv.startsWith('\ufeffid,')).toBe(true);
      expect(sheet?.data).toHaveLength(csv.trimEnd().split('\r\n').length);
    }
    await administrator.open(`/income?from=${day}&to=${day}`);
    const [income] = await readWorkbook(await save('Download', 'Spreadsheet (.xlsx)'));
    expect(income?.data).toEqual([
      ['date', 'income', 'currency'],
      [new Date(day), expect.any(Number), 'USD'],
    ]);
    expect(names).toEqual(['id', 'id']);
  });

  it('hides the download menus of an account until its statement has loaded and the layout is stable', async () => {
    const { page, open } = await paidAccount();
    let load = (): void => undefined;
    const mayLoad = new Promise<void>((resolve) => (load = resolve));
    await page.route('**/accounting/audit-log?*', async (route) => {
      await mayLoad;
      await route.continue();
    });
    const held = page.waitForRequest('**/accounting/audit-log?*');
    const days = page.waitForResponse('**/accounting/account-days?*');
    await Promise.all([open(), held, days.then((response) => response.finished())]);
    await page.evaluate('new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)))');
    const menus = page.getByRole('button', { name: /^Download/ });
    expect(await menus.count()).toBe(0);
    load();
    await page.getByRole('table', { name: /^Statement for/ }).waitFor();
    expect(await menus.count()).toBe(3);
  });

  it('lets the administrator reverse a posting of a task once (F3) and offers it on the account too', async () => {
    const [rewarded] = await web.system.databases.finance.query<{ task: string; person: string }>(
      `select task_id as task, user_id as person from posting
         join account on account.id = person_account
       where posting.kind = 'reward' limit 1`,
    );
    const administrator = await web.signedInVisitor('admin@ates.local');
    const { page } = administrator;
    await administrator.open(`/tasks/${rewarded?.task}`);
    await page.getByRole('button', { name: /^Reverse posting: .*, \+/ }).click();
    const onTask = page.getByRole('dialog', { name: 'Reverse posting' });
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
    await administrator.saveScreenshot('reversal');
    const reversals = await web.system.databases.finance.query(
      `select from posting where kind = 'reversal' and task_id = $1`,
      [rewarded?.task],
    );
    expect(reversals).toHaveLength(1);
  });

  it('shows the closed day in the analytics', async () => {
    const administrator = await web.signedInVisitor('admin@ates.local');
    await administrator.open(`/analytics?from=${day}&to=${day}`);
    await administrator.page.getByRole('heading', { level: 1, name: 'Analytics' }).waitFor();
    await administrator.page.getByText('Most expensive task in this period').waitFor();
    await administrator.waitUntilLoaded();
    const [dearest] = await web.system.databases.finance.query<{ reward: number; name: string }>(
      `select amount::int as reward, name from posting
         join account on account.id = person_account
         join cached_user on cached_user.id = user_id
       where posting.kind = 'reward' and booked_on = $1
       order by amount desc, occurred_at limit 1`,
      [day],
    );
    for (const by of ['Day', 'Week', 'Month']) {
      await administrator.page
        .getByRole('radiogroup', { name: 'Group by' })
        .getByText(by, { exact: true })
        .click();
      const answer = administrator.page
        .getByRole('table', { name: 'Most expensive tasks' })
        .locator('tbody tr');
      await answer.filter({ hasText: `$${((dearest?.reward ?? 0) / 100).toFixed(2)}` }).waitFor();
      expect(await answer.count()).toBe(1);
      expect(await answer.innerText()).toContain(dearest?.name);
    }
  });

  it('shows draws, completions, tasks per person and the time to complete in the analytics (N1)', async () => {
    const administrator = await web.signedInVisitor('admin@ates.local');
    const { page } = administrator;
    // The last 30 days, which have all of it: the day may be another one by the clock that Finance has now.
    await administrator.open('/analytics');
    const [booked] = await web.system.databases.finance.query<{ draws: string; completions: string }>(
      `select count(*) filter (where kind = 'fee')::text as draws,
              count(*) filter (where kind = 'reward')::text as completions
       from posting`,
    );
    const byDay = page.getByRole('region', { name: 'Draws and completions by day' }).first();
    await byDay.getByRole('img').waitFor();
    await byDay.getByRole('switch', { name: 'Table view' }).click();
    const totals = page.getByRole('table', { name: 'Draws and completions by day' }).locator('tr.group td');
    expect(await totals.allInnerTexts()).toEqual([booked?.draws, booked?.completions]);

    const people = await web.system.databases.finance.query<{
      name: string;
      draws: string;
      completions: string;
    }>(
      `select cached_user.name, count(*) filter (where posting.kind = 'fee')::text as draws,
              count(*) filter (where posting.kind = 'reward')::text as completions
       from posting join account on account.id = person_account join cached_user on cached_user.id = user_id
       where posting.kind in ('fee', 'reward')
       group by cached_user.id, cached_user.name`,
    );
    const table = page.getByRole('table', { name: 'Tasks per person' });
    await table.waitFor();
    const rows = async () =>
      Promise.all(
        (await table.locator('tbody tr').all()).map(async (each) => [
          await each.getByRole('rowheader').innerText(),
          ...(await each.getByRole('cell').allInnerTexts()).slice(0, 2),
        ]),
      );
    expect(new Set((await rows()).map(String))).toEqual(
      new Set(people.map(({ name, draws, completions }) => String([name, draws, completions]))),
    );
    // Tasks has everything completed, and says how long it took.
    await until('the times of everyone who completed a task are shown', async () => {
      const cells = await table.locator('tbody tr td:nth-last-child(2)').allInnerTexts();
      return cells.length === people.length && cells.every((open) => open === '0');
    });
    await page.getByLabel('Sort by').selectOption({ label: 'Drawn, fewest first' });
    await page.waitForURL(/order=draws/);
    await until('the people are sorted', async () => {
      const shown = (await rows()).map(([, draws]) => Number(draws));
      return String(shown) === String(people.map(({ draws }) => Number(draws)).sort((a, b) => a - b));
    });

    const times = page.getByRole('region', { name: 'Time to complete' }).first();
    await times.getByText(/^median of \d+ tasks?$/).waitFor();
    await times.getByRole('img', { name: /^Time to complete by day/ }).waitFor();
    await administrator.saveScreenshot('analytics-work');
    await table.getByRole('link').first().click();
    await page.waitForURL('**/people/*');
  });

  it('opens the day of a bar that is clicked, and names the change since the period before', async () => {
    const { administrator, page } = await paidAccount();
    await administrator.open(`/income?from=${day}&to=${day}`);
    const chart = page.getByRole('img', { name: /^Chart of income/ });
    await chart.locator('.recharts-bar-rectangle').first().waitFor();
    await page.getByText('vs. the period before').first().waitFor();
    await chart.locator('.recharts-bar-rectangle').first().click();
    await page.waitForURL(`**/days?day=${day}`);
    await page.getByText('This is final.').waitFor();
  });
});
