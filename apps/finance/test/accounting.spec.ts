import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { AccountPage, AuditLogPage, Balance, CompanyIncome, TaskPostings } from '@ates/contracts';
import { until } from '../../../test/support/until.js';
import type { Api } from '../../../test/support/api.js';
import { FinanceService } from './support/finance-service.js';
import type { Person } from '../../../test/support/peers.js';

describe('Accounting over HTTP', () => {
  let finance: FinanceService;
  let employee: Person;
  let another: Person;
  let accountant: Person;
  let manager: Person;
  let administrator: Person;

  beforeAll(async () => {
    finance = await FinanceService.start({ BUSINESS_TIME_ZONE: 'Europe/Berlin', CURRENCY: 'EUR' });
    [employee, another, accountant, manager, administrator] = await Promise.all([
      finance.person('employee'),
      finance.person('employee'),
      finance.person('accountant'),
      finance.person('manager'),
      finance.person('administrator'),
    ]);
  });

  afterAll(() => finance.stop());

  it('rejects a service request without a user', async () => {
    const service = await finance.asService('accounts:read');
    expect(await service.get('/accounting/balance')).toMatchObject({
      status: 400,
      body: { type: 'urn:ates:problem:invalid-request', errors: [{ path: 'user', code: 'missing' }] },
    });
  });

  it('returns the stored price of a task (F1)', async () => {
    const task = finance.assign(employee, 'Priced');
    await finance.untilUpToDate();
    const price = await finance.priceOf(task);
    const answer = await (await finance.as(employee)).get(`/tasks/${task}/price`);
    expect(answer).toMatchObject({ status: 200, body: { task, ...price, currency: 'EUR' } });
  });

  describe('a balance', () => {
    it('is 0 for a person without postings (F4)', async () => {
      const newcomer = await finance.person('employee');
      const { body } = await (await finance.as(newcomer)).get('/accounting/balance');
      expect(body).toMatchObject({ user: newcomer.uuid, balance: 0, currency: 'EUR' });
    });

    it('names its owner, now and for a date', async () => {
      const api = await finance.as(accountant);
      for (const query of [`user=${employee.uuid}`, `user=${employee.uuid}&date=2026-03-28`]) {
        const { body } = await api.get(`/accounting/balance?${query}`);
        expect(body).toMatchObject({ user: employee.uuid, name: employee.name });
      }
    });

    it('is the sum of rewards minus fees, now and at the end of each day in the business time zone (F4)', async () => {
      const person = await finance.person('employee');
      const task = finance.assign(person, 'Over midnight', '2026-03-28T22:59:59Z');
      finance.complete(person, task, '2026-03-28T23:00:00Z');
      await finance.untilUpToDate();
      const { fee, reward } = await finance.priceOf(task);
      const api = await finance.as(person);
      const balanceOn = async (date: string) =>
        (await api.get<Balance>(`/accounting/balance?date=${date}`)).body.balance;
      expect(await balanceOn('2026-03-27')).toBe(0);
      expect(await balanceOn('2026-03-28')).toBe(-fee);
      expect(await balanceOn('2026-03-29')).toBe(reward - fee);
      const now = await api.get<Balance>('/accounting/balance');
      expect(now.body.balance).toBe(reward - fee);
    });

    it('is dated in the business time zone', async () => {
      const { body } = await (await finance.as(employee)).get<Balance>('/accounting/balance');
      const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(new Date());
      expect(body.date).toBe(today);
    });
  });

  describe('the audit log', () => {
    let person: Person;
    let api: Api;

    beforeEach(async () => {
      person = await finance.person('employee');
      api = await finance.as(person);
    });

    const logOf = async (query = ''): Promise<AuditLogPage> =>
      (await api.get<AuditLogPage>(`/accounting/audit-log${query}`)).body;

    it('lists time, kind, amount and task description, newest first (F4)', async () => {
      const task = finance.assign(person, 'Fix the perch');
      // Entries of the same instant have no defined order.
      finance.complete(person, task, new Date(Date.now() + 1).toISOString());
      await finance.untilUpToDate();
      await finance.untilDescriptionsFetched();
      const { fee, reward } = await finance.priceOf(task);
      const log = await logOf();
      expect(log).toMatchObject({
        user: person.uuid,
        currency: 'EUR',
        next_cursor: null,
        items: [
          { kind: 'reward', amount: reward, task: { uuid: task, description: 'Fix the perch' } },
          { kind: 'fee', amount: -fee, task: { uuid: task, description: 'Fix the perch' } },
        ],
      });
    });

    it('filters by a day or a range of days, with either end optional (F4)', async () => {
      for (const day of ['2026-02-01', '2026-02-02', '2026-02-03']) {
        finance.assign(person, day, `${day}T12:00:00Z`);
      }
      await finance.untilUpToDate();
      const daysOf = async (query: string) => (await logOf(query)).items.map((line) => line.booked_on);
      expect(await daysOf('')).toEqual([]);
      expect(await daysOf('?date=2026-02-02')).toEqual(['2026-02-02']);
      expect(await daysOf('?from=2026-02-02&to=2026-02-03')).toEqual(['2026-02-03', '2026-02-02']);
      expect(await daysOf('?from=2026-02-02')).toEqual(['2026-02-03', '2026-02-02']);
      expect(await daysOf('?to=2026-02-02')).toEqual(['2026-02-02', '2026-02-01']);
    });

    it('is ordered by event time, in whatever order the events arrived', async () => {
      const minutes = [7, 3, 9, 1, 5, 0, 8, 2, 6, 4];
      minutes.forEach((minute) => finance.assign(person, String(minute), `2026-02-01T12:0${minute}:00.5Z`));
      await finance.untilUpToDate();
      const { items } = await logOf('?date=2026-02-01');
      expect(items.map((line) => Number(line.occurred_at.slice(14, 16)))).toEqual([
        9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
      ]);
    });

    it('shows each entry once across pages, despite equal times and concurrent additions', async () => {
      const publish = (count: number, instant: string) =>
        Array.from({ length: count }, (_, index) => finance.assign(person, String(index), instant));
      const expected = [...publish(150, '2026-02-01T12:00:00Z'), ...publish(100, '2026-02-02T12:00:00Z')];
      await finance.untilUpToDate();
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page: AuditLogPage = await logOf(
          `?from=2026-02-01&limit=30${cursor === null ? '' : `&cursor=${cursor}`}`,
        );
        seen.push(...page.items.map((line) => line.task?.uuid ?? ''));
        cursor = page.next_cursor;
        publish(3, '2026-02-03T12:00:00Z');
        await finance.untilUpToDate();
      } while (cursor !== null);
      expect(seen).toHaveLength(250);
      expect(new Set(seen)).toEqual(new Set(expected));
    });

    it('books money while Tasks is down and adds the description when Tasks is back (F10 S1)', async () => {
      finance.peers.isTasksDown = true;
      const task = finance.assign(person, 'Late news');
      await finance.untilUpToDate();
      expect((await logOf()).items).toMatchObject([{ task: { uuid: task, description: null } }]);
      finance.peers.isTasksDown = false;
      await until('the description is shown', async () => {
        const [line] = (await logOf()).items;
        return line?.task?.description === 'Late news';
      });
    });

    it('shows the new description after a task changed (F10)', async () => {
      const task = finance.assign(person, 'Before');
      await finance.untilUpToDate();
      await finance.untilDescriptionsFetched();
      finance.peers.descriptions.set(task, 'After');
      finance.peers.publish('tasks', 'tasks.task.changed', { task_uuid: task });
      await until('the new description is shown', async () => {
        const [line] = (await logOf()).items;
        return line?.task?.description === 'After';
      });
    });

    it('shows no description for a task that Tasks does not have, and stops fetching it', async () => {
      const task = finance.assign(person, 'Gone');
      finance.peers.descriptions.delete(task);
      await finance.untilUpToDate();
      await finance.untilDescriptionsFetched();
      expect((await logOf()).items).toMatchObject([{ kind: 'fee', task: { uuid: task, description: null } }]);
    });
  });

  describe('the audit log as a file', () => {
    const header =
      'id,occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reverses,reason';

    it('is CSV with all entries, with formulas defused for every spreadsheet (F4)', async () => {
      const person = await finance.person('employee');
      const descriptions = [
        '=HYPERLINK("http://evil.example","win")',
        'Починить насест;=1+41;ок',
        '-1',
        '@SUM(A1)',
        '\tTab',
        'Say "hi", then\nleave',
        'Попугай 🦜',
      ];
      const tasks = descriptions.map((description, index) =>
        finance.assign(person, description, `2026-02-01T12:0${9 - index}:00Z`),
      );
      await finance.untilUpToDate();
      await finance.untilDescriptionsFetched();
      const { fee } = await finance.priceOf(tasks[0] ?? '');
      const api = await finance.as(person);
      const answer = await api.file('/accounting/audit-log.csv?date=2026-02-01');
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
      expect(answer.headers.get('content-disposition')).toBe(
        'attachment; filename="audit-log-2026-02-01.csv"',
      );
      const page = await api.get<AuditLogPage>('/accounting/audit-log?date=2026-02-01');
      const [names, first] = answer.bytes.toString().split('\r\n');
      expect(names).toBe(`\ufeff${header}`);
      expect(first).toBe(
        `${page.body.items[0]?.uuid},2026-02-01T12:09:00.000000Z,2026-02-01,fee,${(-fee / 100).toFixed(2)},EUR,${tasks[0]},` +
          `"'=HYPERLINK(""http://evil.example"",""win"")",,"'=HYPERLINK(""http://evil.example"",""win"")",,`,
      );
      for (const field of ["Починить насест;'=1+41;ок", "'-1", "'@SUM(A1)", 'Попугай 🦜']) {
        expect(answer.bytes.toString()).toContain(`,"${field}",,`);
      }
      const records: Record<string, string>[] = parse(answer.bytes, { bom: true, columns: true });
      expect(records.map(({ id }) => id)).toEqual(page.body.items.map(({ uuid }) => uuid));
      expect(records[5]?.['description']).toBe('Say "hi", then\nleave');
    });

    it('is a workbook with the same entries: numbers, dates and texts, no formulas (F4)', async () => {
      const person = await finance.person('employee');
      const task = finance.assign(person, '[POPUG-42] - =1+41;=2', '2026-02-01T12:00:00Z');
      await finance.untilUpToDate();
      await finance.untilDescriptionsFetched();
      const { fee } = await finance.priceOf(task);
      const answer = await (await finance.as(person)).file('/accounting/audit-log.xlsx?from=2026-02-01');
      expect(answer.headers.get('content-type')).toBe(
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      );
      expect(answer.headers.get('content-disposition')).toBe(
        'attachment; filename="audit-log-from-2026-02-01.xlsx"',
      );
      const [sheet] = await readWorkbook(answer.bytes);
      const [names, cells] = sheet?.data ?? [];
      expect(names).toEqual(header.replace('occurred_at', 'occurred_at (Europe/Berlin)').split(','));
      expect(cells?.slice(2)).toEqual([
        new Date('2026-02-01T00:00:00Z'),
        'fee',
        -fee / 100,
        'EUR',
        task,
        '[POPUG-42] - =1+41;=2',
        'POPUG-42',
        '=1+41;=2',
        null,
        null,
      ]);
    });

    it('has every entry exactly once, across batches', async () => {
      const person = await finance.person('employee');
      const tasks = Array.from({ length: 2500 }, (_, index) =>
        finance.assign(person, String(index), '2026-02-01T12:00:00Z'),
      );
      await finance.untilUpToDate();
      const api = await finance.as(person);
      const { body } = await api.get<string>('/accounting/audit-log.csv?from=2026-02-01&to=2026-02-01');
      const records = body.trimEnd().split('\r\n').slice(1);
      expect(records).toHaveLength(2500);
      expect(new Set(records.map((record) => record.split(',')[6]))).toEqual(new Set(tasks));
      const workbook = await api.file('/accounting/audit-log.xlsx?date=2026-02-01');
      const [sheet] = await readWorkbook(workbook.bytes);
      expect(new Set(sheet?.data.slice(1).map((cells) => cells[6]))).toEqual(new Set(tasks));
    });

    it('has only the header when there are no entries', async () => {
      const person = await finance.person('employee');
      const api = await finance.as(person);
      const { body } = await api.get<string>('/accounting/audit-log.csv');
      expect(body).toBe(`${header}\r\n`);
      const [sheet] = await readWorkbook((await api.file('/accounting/audit-log.xlsx')).bytes);
      expect(sheet?.data).toHaveLength(1);
    });
  });

  describe('events with implausible times', () => {
    const times = [
      '0001-01-01T00:00:00Z',
      '1970-01-01T00:00:00.000001Z',
      '2999-11-29T10:00:00Z',
      '9999-12-31T23:59:59.9999999Z',
    ];

    it('are booked today and can be paged through in order, as RFC 3339 (F4, F9)', async () => {
      const person = await finance.person('employee');
      const tasks = times.map((time) => finance.assign(person, `Odd ${time}`, time));
      const [task = ''] = tasks;
      times.forEach((time) =>
        finance.peers.publish('tasks', 'tasks.task.assigned', {
          task_uuid: task,
          assigned_to: person.uuid,
          timestamp: time,
        }),
      );
      await finance.untilUpToDate();
      const api = await finance.as(person);
      const lines = await everyPage<AuditLogPage>(api, '/accounting/audit-log?from=2020-01-01&limit=1');
      expect(lines).toHaveLength(2 * times.length);
      expect(new Set(lines.map(({ uuid }) => uuid)).size).toBe(lines.length);
      const shown = lines.map(({ occurred_at }) => occurred_at);
      expect(shown).toEqual([...shown].sort().reverse());
      for (const instant of shown) {
        expect(instant).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        expect(Date.parse(instant)).not.toBeNaN();
      }
      const postings = await everyPage<TaskPostings>(api, `/tasks/${task}/postings?limit=1`);
      expect(postings).toHaveLength(times.length + 1);
    });

    it('rejects cursors with a day that does not exist', async () => {
      const api = await finance.as(employee);
      for (const key of ['2026-02-30', '2026-13-01', '0000-01-01', '99999999-01-01']) {
        const day = Buffer.from(JSON.stringify([key, `${key}T00:00:00.000000Z`, employee.uuid]));
        const answer = await api.get(`/accounting/audit-log?cursor=${day.toString('base64url')}`);
        expect(answer).toMatchObject({ status: 400, body: { type: 'urn:ates:problem:invalid-cursor' } });
      }
    });

    async function everyPage<Page extends { items: unknown[]; next_cursor: string | null }>(
      api: Api,
      path: string,
    ): Promise<Page['items']> {
      const items: Page['items'] = [];
      let cursor = '';
      do {
        const { status, body } = await api.get<Page>(`${path}${cursor}`);
        expect(status).toBe(200);
        items.push(...body.items);
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor !== '');
      return items;
    }
  });

  describe("the company's income", () => {
    it('is fees minus rewards, by day of booking and in total (F5)', async () => {
      const [first, second] = ['2025-03-01', '2025-03-03'].map((day) =>
        finance.assign(employee, day, `${day}T23:30:00Z`),
      );
      finance.complete(employee, first ?? '', '2025-03-02T12:00:00Z');
      await finance.untilUpToDate();
      const [price, laterPrice] = [await finance.priceOf(first ?? ''), await finance.priceOf(second ?? '')];
      const api = await finance.as(manager);
      const statsOf = async (query: string) =>
        (await api.get<CompanyIncome>(`/accounting/stats${query}`)).body;
      // Half an hour before midnight in UTC is the next day in Berlin.
      const onSecond = { date: '2025-03-02', income: price.fee - price.reward };
      const onFourth = { date: '2025-03-04', income: laterPrice.fee };
      expect(await statsOf('?from=2025-03-01&to=2025-03-04')).toEqual({
        currency: 'EUR',
        income: onFourth.income + onSecond.income,
        days: [onFourth, onSecond],
      });
      expect(await statsOf('?date=2025-03-02')).toMatchObject({ income: onSecond.income, days: [onSecond] });
      expect(await statsOf('?date=2025-03-03')).toMatchObject({ income: 0, days: [] });
      const csv = await api.file('/accounting/stats.csv?from=2025-03-01&to=2025-03-04');
      const [later, earlier] = [laterPrice.fee, onSecond.income].map((income) => (income / 100).toFixed(2));
      expect(csv.bytes.toString()).toBe(
        `\ufeffdate,income,currency\r\n2025-03-04,${later},EUR\r\n2025-03-02,${earlier},EUR\r\n`,
      );
      expect(csv.headers.get('content-disposition')).toBe(
        'attachment; filename="income-from-2025-03-01-to-2025-03-04.csv"',
      );
      const workbook = await api.file('/accounting/stats.xlsx?from=2025-03-01&to=2025-03-02');
      const [sheet] = await readWorkbook(workbook.bytes);
      expect(sheet?.data).toEqual([
        ['date', 'income', 'currency'],
        [new Date('2025-03-02'), onSecond.income / 100, 'EUR'],
      ]);
    });

    it('defaults to today', async () => {
      const api = await finance.as(accountant);
      const incomeNow = async () => (await api.get<CompanyIncome>('/accounting/stats')).body.income;
      const before = await incomeNow();
      const task = finance.assign(employee, 'Today');
      await finance.untilUpToDate();
      expect(await incomeNow()).toBe(before + (await finance.priceOf(task)).fee);
    });
  });

  describe('the accounts', () => {
    it('are listed page by page, each exactly once, with names and balances (F4)', async () => {
      finance.assign(employee, 'One');
      finance.assign(another, 'Two');
      const stranger = uuidv4();
      finance.peers.publish('tasks', 'tasks.task.assigned', { task_uuid: uuidv7(), assigned_to: stranger });
      await finance.untilUpToDate();
      const api = await finance.as(accountant);
      const seen: AccountPage['items'] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const path: string = `/accounting/accounts?limit=2${cursor && `&cursor=${cursor}`}`;
        const { body } = await api.get<AccountPage>(path);
        seen.push(...body.items);
        cursor = body.next_cursor;
      }
      const users = seen.map(({ user }) => user);
      expect(new Set(users).size).toBe(users.length);
      expect(seen.find(({ user }) => user === employee.uuid)).toMatchObject({ name: employee.name });
      expect(seen.find(({ user }) => user === stranger)).toMatchObject({ name: null, currency: 'EUR' });
      const { body: own } = await (await finance.as(another)).get<Balance>('/accounting/balance');
      expect(seen.find(({ user }) => user === another.uuid)?.balance).toBe(own.balance);
    });

    const orders = ['name', '-name', 'balance', '-balance'] as const;

    it.each(orders)('are sorted by %s, page by page, each exactly once (F4)', async (order) => {
      const names = ['äda', 'Zoë', 'ада', 'Ädam'];
      for (const name of names) {
        const person = await finance.person('employee');
        finance.peers.change(person, { name });
        await finance.untilCached({ ...person, name });
        finance.assign(person, 'Sorted');
      }
      finance.peers.publish('tasks', 'tasks.task.assigned', { task_uuid: uuidv7(), assigned_to: uuidv4() });
      await finance.untilUpToDate();
      const api = await finance.as(accountant);
      const accounts = await everyAccount(api, `&order=${order}`);
      const all = await accountsOf(api);
      expect(accounts.map(({ user }) => user).toSorted()).toEqual(
        all.items.map(({ user }) => user).toSorted(),
      );
      const sign = order.startsWith('-') ? -1 : 1;
      if (order.endsWith('balance')) {
        const balances = accounts.map(({ balance }) => balance);
        expect(balances).toEqual(balances.toSorted((one, other) => sign * (one - other)));
      } else {
        const shown = accounts.map(({ name }) => name);
        const known = shown.filter((name) => name !== null);
        const ends = sign === 1 ? shown.slice(known.length) : shown.slice(0, -known.length);
        expect(ends.length).toBeGreaterThan(0);
        expect(ends.every((name) => name === null)).toBe(true);
        expect(known).toEqual(known.toSorted((one, other) => sign * one.localeCompare(other)));
      }
    });

    it('are found by a part of the name in any case and spelling, page by page (F4)', async () => {
      const found = [];
      for (const name of ['Kiwi Ångström', 'kiwi two', 'A KIWI']) {
        const person = await finance.person('employee');
        finance.peers.change(person, { name });
        await finance.untilCached({ ...person, name });
        finance.assign(person, 'Found');
        found.push(name);
      }
      await finance.untilUpToDate();
      const api = await finance.as(accountant);
      const namesOf = async (text: string) =>
        (await everyAccount(api, `&order=name&text=${encodeURIComponent(text)}`)).map(({ name }) => name);
      expect(await namesOf('kIWi')).toEqual(['A KIWI', 'Kiwi Ångström', 'kiwi two']);
      // The letter A and a ring of its own.
      expect(await namesOf('a\u030angström')).toEqual(['Kiwi Ångström']);
      expect(await namesOf('no one has this name')).toEqual([]);
      expect(await namesOf('%')).toEqual([]);
    });

    it('count the people who are owed and who owe in the totals, whatever the search (F4)', async () => {
      const api = await finance.as(accountant);
      const { items, totals } = await accountsOf(api);
      const { body } = await api.get<AccountPage>('/accounting/accounts?text=no+one+has+this+name');
      expect(body).toMatchObject({ items: [], totals });
      expect(totals).toMatchObject({
        people_owed: items.filter(({ balance }) => balance > 0).length,
        people_owing: items.filter(({ balance }) => balance < 0).length,
      });
    });

    it('reject the cursor of another order', async () => {
      const api = await finance.as(accountant);
      for (const [order, other] of [
        ['', 'name'],
        ['name', '-name'],
        ['balance', 'name'],
        ['balance', ''],
      ]) {
        const { body } = await api.get<AccountPage>(
          `/accounting/accounts?limit=1${order && `&order=${order}`}`,
        );
        const path = `/accounting/accounts?cursor=${body.next_cursor}${other && `&order=${other}`}`;
        expect(await api.get(path)).toMatchObject({
          status: 400,
          body: { type: 'urn:ates:problem:invalid-cursor' },
        });
      }
    });

    const everyAccount = async (api: Api, query: string): Promise<AccountPage['items']> => {
      const items: AccountPage['items'] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const path: string = `/accounting/accounts?limit=3${query}${cursor && `&cursor=${cursor}`}`;
        const { status, body } = await api.get<AccountPage>(path);
        expect(status).toBe(200);
        items.push(...body.items);
        cursor = body.next_cursor;
      }
      return items;
    };

    it('keep the debt of a person who left in the list, marked as deleted, and in the totals (F4)', async () => {
      const api = await finance.as(accountant);
      const debtor = await finance.person('employee');
      finance.assign(debtor, 'Three');
      await finance.untilUpToDate();
      const before = await accountsOf(api);
      const debt = before.items.find(({ user }) => user === debtor.uuid)?.balance ?? 0;
      expect(debt).toBeLessThan(0);
      await leave(debtor);
      const after = await accountsOf(api);
      expect(after.items.find(({ user }) => user === debtor.uuid)).toEqual({
        user: debtor.uuid,
        name: debtor.name,
        is_deleted: true,
        balance: debt,
        currency: 'EUR',
        earlier_accounts: [],
      });
      expect(after.totals).toEqual({
        ...before.totals,
        owed_by_deleted: before.totals.owed_by_deleted - debt,
      });
    });

    it('list earlier accounts of the same email address for a person who registered again (F4)', async () => {
      const api = await finance.as(accountant);
      const debtor = await finance.person('employee');
      finance.assign(debtor, 'Four');
      await finance.untilUpToDate();
      await leave(debtor);
      const again = finance.peers.add('employee');
      finance.peers.change(again, { email: debtor.email.toUpperCase() });
      finance.assign(again, 'Five');
      await finance.untilUpToDate();
      await until('Finance has cached the email address', async () => {
        const { items } = await accountsOf(api);
        return items.some(({ user, earlier_accounts: earlier }) => user === again.uuid && earlier.length > 0);
      });
      const { items } = await accountsOf(api);
      const { balance } = items.find(({ user }) => user === debtor.uuid) ?? {};
      expect(items.find(({ user }) => user === again.uuid)?.earlier_accounts).toEqual([
        { user: debtor.uuid, balance },
      ]);
    });

    const accountsOf = async (api: Api): Promise<AccountPage> =>
      (await api.get<AccountPage>('/accounting/accounts?limit=200')).body;

    const leave = async (person: Person): Promise<void> => {
      finance.peers.remove(person);
      await until('Finance has consumed the deletion', async () => {
        const rows = await finance.database.query(`select from cached_user where id = $1 and is_deleted`, [
          person.uuid,
        ]);
        return rows.length > 0;
      });
    };
  });

  it('verifies: balances sum to zero, and each is the sum of its postings (F3)', async () => {
    const { body } = await (await finance.as(administrator)).get('/accounting/verification');
    expect(body).toMatchObject({ sum: 0, differences: [] });
  });

  it('parks an event that contradicts the books and posts the rest of its batch (S6)', async () => {
    const person = await finance.person('employee');
    const task = finance.assign(person, 'Done once');
    finance.complete(person, task, '2026-02-01T12:00:00Z');
    await finance.untilUpToDate();
    const before = finance.assign(person, 'Before');
    finance.complete(another, task, '2026-02-01T12:00:00Z');
    const after = finance.assign(person, 'After');
    await finance.untilUpToDate();
    const { body } = await (await finance.as(person)).get<AuditLogPage>('/accounting/audit-log');
    expect(body.items.map((line) => line.task?.uuid)).toEqual(expect.arrayContaining([before, after]));
    const parked = await (await finance.as(accountant)).get<{ items: object[] }>('/parked-messages');
    expect(parked.body.items).toMatchObject([
      { type: 'tasks.task.completed', reason: expect.stringContaining(`rewarded:${task}`) },
    ]);
  });

  it('changes nothing when it consumes the feed again from the start (F2)', async () => {
    const verify = async () => {
      const { body } = await (await finance.as(accountant)).get('/accounting/verification?feed=skip');
      return { ...body, feed: undefined };
    };
    const before = await verify();
    await finance.database.query(
      `update feed_position set position = 0, event_id = null where producer = 'tasks'`,
    );
    finance.peers.publish('tasks', 'tasks.task.changed', { task_uuid: uuidv7() });
    await finance.untilUpToDate();
    expect(await verify()).toEqual(before);
  });

  describe('invalid input', () => {
    const cursorOf = (keys: unknown): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

    it.each([
      ['/accounting/balance?date=2026-02-30', 400, 'invalid-request'],
      ['/accounting/balance?date=0000-01-01', 400, 'invalid-request'],
      ['/accounting/balance?date=yesterday', 400, 'invalid-request'],
      ['/accounting/balance?user=polly', 400, 'invalid-request'],
      ['/accounting/balance?colour=green', 400, 'invalid-request'],
      ['/accounting/audit-log?from=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/audit-log?date=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/audit-log?limit=0', 400, 'invalid-request'],
      ['/accounting/audit-log?limit=100000', 400, 'invalid-request'],
      ['/accounting/audit-log?cursor=perch', 400, 'invalid-cursor'],
      [`/accounting/audit-log?cursor=${cursorOf(['2026-02-01'])}`, 400, 'invalid-cursor'],
      [
        `/accounting/audit-log?cursor=${cursorOf(['2026-02-01', '0000-02-01T12:00:00.000000Z', uuidv4()])}`,
        400,
        'invalid-cursor',
      ],
      ['/accounting/audit-log.csv?limit=5', 400, 'invalid-request'],
      ['/accounting/audit-log.csv?from=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/audit-log.xlsx?limit=5', 400, 'invalid-request'],
      ['/accounting/stats.csv?from=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/stats.xlsx?user=1', 400, 'invalid-request'],
      ['/accounting/stats?date=2026-02-30', 400, 'invalid-request'],
      ['/accounting/stats?from=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/stats?date=2026-02-02&to=2026-02-01', 400, 'invalid-request'],
      ['/accounting/stats?user=1', 400, 'invalid-request'],
      ['/accounting/accounts?user=1', 400, 'invalid-request'],
      ['/accounting/accounts?order=date', 400, 'invalid-request'],
      [`/accounting/accounts?cursor=${cursorOf([1])}`, 400, 'invalid-cursor'],
      ['/tasks/perch/price', 400, 'invalid-request'],
      [`/tasks/${uuidv7()}/price`, 404, 'task-not-priced'],
      ['/accounting', 404, 'no-such-route'],
    ])('%s is answered with %d %s', async (path, status, type) => {
      const answer = await (await finance.as(administrator)).get(path);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer).toMatchObject({ status, body: { type: `urn:ates:problem:${type}`, status } });
    });

    it.each([
      ['balance?date=2026-02-30', { path: 'date', code: 'not-a-date' }],
      ['balance?date=0000-01-01', { path: 'date', code: 'outside-years' }],
      ['balance?user=polly', { path: 'user', code: 'not-a-uuid' }],
      ['balance?colour=green', { path: '', code: 'unknown-field', params: { fields: 'colour' } }],
      ['audit-log?from=2026-02-02&to=2026-02-01', { path: '', code: 'range-reversed' }],
      ['audit-log?date=2026-02-02&to=2026-02-01', { path: '', code: 'day-or-range' }],
      ['audit-log?limit=0', { path: 'limit', code: 'too-small', params: { min: 1 } }],
      ['audit-log?limit=100000', { path: 'limit', code: 'too-large', params: { max: 200 } }],
      ['audit-log?limit=many', { path: 'limit', code: 'not-a-number' }],
      ['audit-log?limit=1.5', { path: 'limit', code: 'not-an-integer' }],
    ])('%s is refused by one error, a code with the values of a text', async (query, error) => {
      const answer = await (
        await finance.as(administrator)
      ).get<{ errors: unknown[] }>(`/accounting/${query}`);
      expect(answer.body.errors).toEqual([{ message: expect.any(String) as string, ...error }]);
    });

    it('does not include a user id in capitals', async () => {
      const answer = await (
        await finance.as(employee)
      ).get(`/accounting/balance?user=${employee.uuid.toUpperCase()}`);
      expect(answer.status).toBe(200);
    });
  });
});
