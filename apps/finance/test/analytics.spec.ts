import { v7 as uuidv7 } from 'uuid';
import type {
  Activity,
  CompanyAnalytics,
  PerformersActivity,
  TasksAnalytics,
  WorkersAnalytics,
} from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { during } from '../../../test/support/locks.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);
const daysAgo = (count: number): string => dayOf(new Date(Date.now() - count * 86_400_000));
const at = (day: string, time = '12:00:00'): string => `${day}T${time}.000000Z`;

describe('Analytics (N1, N2, N3)', () => {
  let finance: FinanceService;
  let api: Api;
  let administrator: Person;

  beforeEach(async () => {
    finance = await FinanceService.start();
    administrator = await finance.person('administrator');
    api = await finance.as(administrator);
  });

  afterEach(() => finance.stop());

  const company = async (query = ''): Promise<CompanyAnalytics> => {
    const answer = await api.get<CompanyAnalytics>(`/analytics/company${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const workers = async (query = ''): Promise<WorkersAnalytics> => {
    const answer = await api.get<WorkersAnalytics>(`/analytics/workers${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const tasks = async (query = ''): Promise<TasksAnalytics> => {
    const answer = await api.get<TasksAnalytics>(`/analytics/tasks${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const activity = async (from: string, to: string): Promise<Activity> => {
    const answer = await api.get<Activity>(`/analytics/activity?from=${from}&to=${to}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  const performers = async (from: string, query = ''): Promise<PerformersActivity> => {
    const answer = await api.get<PerformersActivity>(
      `/analytics/performers?from=${from}&to=${daysAgo(0)}${query}`,
    );
    expect(answer.status).toBe(200);
    return answer.body;
  };

  /** Assigns a task to the person and completes it on a day; returns its id. */
  const doneBy = async (person: Person, day: string, time?: string): Promise<string> => {
    const task = finance.assign(person, `Fix the perch of ${day}`, at(day, '08:00:00'));
    finance.complete(person, task, at(day, time));
    await finance.untilUpToDate();
    await finance.untilDescriptionsFetched();
    return task;
  };

  const close = async (day: string): Promise<void> => {
    expect((await api.post(`/accounting/days/${day}/close`)).status).toBe(200);
  };

  const mostExpensiveOf = async (ids: string[]): Promise<string> => {
    const prices = await Promise.all(ids.map(async (id) => ({ id, ...(await finance.priceOf(id)) })));
    return prices.reduce((best, price) => (price.reward > best.reward ? price : best)).id;
  };

  it('are empty before anything is booked', async () => {
    const today = daysAgo(0);
    const noPeople = { is_closed: false, people_earned: 0, people_in_the_red: 0 };
    expect(await company()).toEqual({
      currency: 'USD',
      from: today,
      to: today,
      income: 0,
      days: [{ date: today, income: 0, ...noPeople }],
    });
    expect(await workers()).toMatchObject({ people_in_the_red: 0, items: [], next_cursor: null });
    expect(await tasks('?from=2020-01-01')).toMatchObject({ from: '2020-01-01', to: today, items: [] });
    expect((await tasks('?to=2020-01-01')).from).toBe('2020-01-01');
  });

  it('include each posting of today in the very next answer', async () => {
    const polly = await finance.person('employee');
    for (let round = 1; round <= 5; round += 1) {
      const task = finance.assign(polly, `Task ${round}`);
      await finance.untilUpToDate();
      const { fee } = await finance.priceOf(task);
      const before = (await company()).income;
      expect(before).toBeGreaterThanOrEqual(fee);
      expect((await workers()).items).toEqual([{ user: polly.uuid, name: polly.name, balance: -before }]);
    }
    const task = await doneBy(polly, daysAgo(0));
    const { reward } = await finance.priceOf(task);
    expect((await tasks()).items).toMatchObject([
      { from: daysAgo(0), to: daysAgo(0), task: { uuid: task, reward, performer: { uuid: polly.uuid } } },
    ]);
  });

  it('show closed days as they were closed and open days as they stand, with the people of each day', async () => {
    const [polly, kesha] = [await finance.person('employee'), await finance.person('employee')];
    const [first, second, third] = [daysAgo(3), daysAgo(2), daysAgo(1)];
    await doneBy(polly, first);
    finance.assign(kesha, 'Kesha starts overdrawn', at(first));
    await finance.untilUpToDate();
    await close(first);
    await doneBy(kesha, second);
    finance.assign(polly, 'Polly follows', at(third));
    await finance.untilUpToDate();

    const { days, income } = await company(`?from=${first}`);
    const stats = await api.get<{ days: { date: string; income: number }[] }>(
      `/accounting/stats?from=${first}`,
    );
    const incomeOn = (day: string) => stats.body.days.find(({ date }) => date === day)?.income ?? 0;
    const keshaHas = (await api.get<{ balance: number }>(`/accounting/balance?user=${kesha.uuid}`)).body
      .balance;
    const keshaRed = keshaHas < 0 ? 1 : 0;
    const keshaEarned = keshaHas > 0 ? 1 : 0;
    expect(days).toEqual([
      {
        date: daysAgo(0),
        is_closed: false,
        income: 0,
        people_earned: keshaEarned,
        people_in_the_red: keshaRed + 1,
      },
      {
        date: third,
        is_closed: false,
        income: incomeOn(third),
        people_earned: keshaEarned,
        people_in_the_red: keshaRed + 1,
      },
      {
        date: second,
        is_closed: false,
        income: incomeOn(second),
        people_earned: keshaEarned,
        people_in_the_red: keshaRed,
      },
      { date: first, is_closed: true, income: incomeOn(first), people_earned: 1, people_in_the_red: 1 },
    ]);
    expect(income).toBe(days.reduce((sum, day) => sum + day.income, 0));

    expect((await workers(`?date=${first}`)).items.map(({ user }) => user)).toEqual([kesha.uuid]);
    expect((await workers(`?date=${second}`)).people_in_the_red).toBe(keshaRed);
    expect((await workers(`?date=${third}`)).people_in_the_red).toBe(keshaRed + 1);
    expect((await workers(`?date=2020-01-01`)).people_in_the_red).toBe(0);
  });

  it('keep the result of a closed day, whatever events arrive for it later', async () => {
    const polly = await finance.person('employee');
    const [first, second] = [daysAgo(2), daysAgo(1)];
    const early = await doneBy(polly, first);
    await close(first);
    const before = await company(`?from=${first}&to=${first}`);
    const tasksBefore = await tasks(`?from=${first}&to=${first}`);
    const late = await doneBy(polly, first, '11:00:00');
    expect(await company(`?from=${first}&to=${first}`)).toEqual(before);
    expect(await tasks(`?from=${first}&to=${first}`)).toEqual(tasksBefore);
    expect(tasksBefore.items.map(({ task }) => task.uuid)).toEqual([early]);
    const live = await tasks(`?from=${second}&to=${second}`);
    expect(live.items).toMatchObject([
      { task: { uuid: late, date: second, completed_at: at(first, '11:00:00') } },
    ]);
    await close(second);
    expect((await tasks(`?from=${second}&to=${second}`)).items).toEqual(live.items);
    await expect(finance.database.query(`update day_result set dearest = null`)).rejects.toThrow(
      /never change/,
    );
  });

  it('return the most expensive task by day, week from Monday, month and range, open or closed', async () => {
    const polly = await finance.person('employee');
    // A Sunday and a Monday; a week across the turn of the year.
    const days = [
      '2025-11-30',
      '2025-12-01',
      '2025-12-28',
      '2025-12-29',
      '2025-12-31',
      '2026-01-01',
      '2026-01-04',
    ];
    const done = new Map<string, string[]>();
    for (const day of days) {
      const ids = [await doneBy(polly, day, '09:00:00'), await doneBy(polly, day, '10:00:00')];
      done.set(day, ids);
    }
    const mostExpensiveIn = (...inThem: string[]) =>
      mostExpensiveOf(inThem.flatMap((day) => done.get(day) ?? []));
    const shown = async (query: string) =>
      (await tasks(query)).items.map(({ from, to, task }) => [from, to, task.uuid]);

    const check = async (): Promise<void> => {
      const range = '?from=2025-11-30&to=2026-01-03';
      expect(await shown(`${range}&by=day`)).toEqual([
        ['2026-01-01', '2026-01-01', await mostExpensiveIn('2026-01-01')],
        ['2025-12-31', '2025-12-31', await mostExpensiveIn('2025-12-31')],
        ['2025-12-29', '2025-12-29', await mostExpensiveIn('2025-12-29')],
        ['2025-12-28', '2025-12-28', await mostExpensiveIn('2025-12-28')],
        ['2025-12-01', '2025-12-01', await mostExpensiveIn('2025-12-01')],
        ['2025-11-30', '2025-11-30', await mostExpensiveIn('2025-11-30')],
      ]);
      expect(await shown(`${range}&by=week`)).toEqual([
        ['2025-12-29', '2026-01-03', await mostExpensiveIn('2025-12-29', '2025-12-31', '2026-01-01')],
        ['2025-12-22', '2025-12-28', await mostExpensiveIn('2025-12-28')],
        ['2025-12-01', '2025-12-07', await mostExpensiveIn('2025-12-01')],
        ['2025-11-30', '2025-11-30', await mostExpensiveIn('2025-11-30')],
      ]);
      expect(await shown(`${range}&by=month`)).toEqual([
        ['2026-01-01', '2026-01-03', await mostExpensiveIn('2026-01-01')],
        [
          '2025-12-01',
          '2025-12-31',
          await mostExpensiveIn('2025-12-01', '2025-12-28', '2025-12-29', '2025-12-31'),
        ],
        ['2025-11-30', '2025-11-30', await mostExpensiveIn('2025-11-30')],
      ]);
      expect(await shown('?from=2025-12-28&to=2026-01-04')).toEqual([
        [
          '2025-12-28',
          '2026-01-04',
          await mostExpensiveIn('2025-12-28', '2025-12-29', '2025-12-31', '2026-01-01', '2026-01-04'),
        ],
      ]);
      expect(await shown('?to=2026-01-04')).toEqual([
        ['2025-11-30', '2026-01-04', await mostExpensiveIn(...days)],
      ]);
    };

    await check();
    for (let count = 0; count < 30; count += 1) {
      await close(dayOf(new Date(Date.UTC(2025, 10, 30 + count))));
    }
    await check();
  });

  it('return the first one completed of equally expensive tasks, for open and closed days', async () => {
    const polly = await finance.person('employee');
    const day = daysAgo(1);
    const ids = [];
    for (const time of ['11:00:00', '09:00:00', '10:00:00']) {
      const task = uuidv7();
      ids.push(task);
      await finance.database.query(
        `insert into task (id, fee, reward, changed_at, is_stale) values ($1, 1000, 4000, '-infinity', false)`,
        [task],
      );
      finance.complete(polly, task, at(day, time));
    }
    await finance.untilUpToDate();
    const first = async () => (await tasks(`?from=${day}&to=${day}`)).items.map(({ task }) => task.uuid);
    expect(await first()).toEqual([ids[1]]);
    await close(day);
    expect(await first()).toEqual([ids[1]]);
  });

  it('list overdrawn people page by page, largest debt first, each exactly once', async () => {
    const people = await Promise.all(Array.from({ length: 23 }, () => finance.person('employee')));
    for (const [index, person] of people.entries()) {
      for (let task = 0; task <= index % 3; task += 1) {
        finance.assign(person, 'Fix the perch');
      }
    }
    await finance.untilUpToDate();
    const read = async (query: string): Promise<WorkersAnalytics['items']> => {
      const items = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: WorkersAnalytics = await workers(`?limit=5${query}${cursor && `&cursor=${cursor}`}`);
        expect(page.people_in_the_red).toBe(23);
        items.push(...page.items);
        cursor = page.next_cursor;
      }
      return items;
    };
    const items = await read('');
    expect(items.map(({ balance }) => balance)).toEqual(
      items.map(({ balance }) => balance).sort((left, right) => left - right),
    );
    expect(items.map(({ user }) => user).sort()).toEqual(people.map(({ uuid }) => uuid).sort());
    expect(await read(`&date=${daysAgo(0)}`)).toEqual(items);
  });

  it('count draws and completions by day and by person, on closed days and open ones', async () => {
    const [polly, kesha] = [await finance.person('employee'), await finance.person('employee')];
    const [first, second, today] = [daysAgo(2), daysAgo(1), daysAgo(0)];
    await doneBy(polly, first);
    finance.assign(kesha, 'Kesha is drawn', at(first));
    await finance.untilUpToDate();
    await doneBy(polly, second);
    await doneBy(kesha, second);
    const expected = {
      from: first,
      to: today,
      draws: 4,
      completions: 3,
      days: [
        { date: second, draws: 2, completions: 2 },
        { date: first, draws: 2, completions: 1 },
      ],
    };
    const people = [
      { user: polly.uuid, name: polly.name, draws: 2, completions: 2 },
      { user: kesha.uuid, name: kesha.name, draws: 2, completions: 1 },
    ];
    const check = async (): Promise<void> => {
      expect(await activity(first, today)).toEqual(expected);
      expect(await performers(first)).toMatchObject({ people: 2, items: people, next_cursor: null });
      expect((await activity(first, first)).days).toEqual(expected.days.slice(1));
      expect((await activity(second, today)).days).toEqual(expected.days.slice(0, 1));
    };
    await check();
    await close(first);
    await check();
    await close(second);
    await check();
    // Another posting is in the very next answer, and leaves the closed days as they were.
    finance.assign(kesha, 'One more', at(today, new Date().toISOString().slice(11, 19)));
    await finance.untilUpToDate();
    expect(await activity(first, today)).toEqual({
      ...expected,
      draws: 5,
      days: [{ date: today, draws: 1, completions: 0 }, ...expected.days],
    });
    expect((await performers(first, '&order=-draws')).items).toEqual([
      { user: kesha.uuid, name: kesha.name, draws: 3, completions: 1 },
      people[0],
    ]);
  });

  it('list the tasks per person in each order, page by page, each person exactly once', async () => {
    const people = await Promise.all(Array.from({ length: 7 }, () => finance.person('employee')));
    for (const [index, person] of people.entries()) {
      for (let task = 0; task <= index % 3; task += 1) {
        finance.assign(person, 'Fix the perch');
      }
    }
    await finance.untilUpToDate();
    const read = async (order: string) => {
      const items = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: PerformersActivity = await performers(
          daysAgo(1),
          `&limit=2&order=${order}${cursor && `&cursor=${cursor}`}`,
        );
        expect(page.people).toBe(7);
        items.push(...page.items);
        cursor = page.next_cursor;
      }
      return items;
    };
    const ascending = await read('draws');
    expect(ascending.map(({ draws }) => draws)).toEqual([1, 1, 1, 2, 2, 3, 3]);
    expect((await read('-draws')).map(({ draws }) => draws)).toEqual([3, 3, 2, 2, 1, 1, 1]);
    expect(ascending.map(({ user }) => user).sort()).toEqual(people.map(({ uuid }) => uuid).sort());
    expect(await read('completions')).toHaveLength(7);
  });

  it('count nothing in an empty range, and at most 92 days', async () => {
    expect(await activity('2020-01-01', '2020-04-01')).toEqual({
      from: '2020-01-01',
      to: '2020-04-01',
      draws: 0,
      completions: 0,
      days: [],
    });
    expect((await activity('0001-01-01', '0001-01-02')).days).toEqual([]);
    expect((await activity('9999-12-30', '9999-12-31')).days).toEqual([]);
    expect(await performers(daysAgo(91))).toMatchObject({ people: 0, items: [], next_cursor: null });
    for (const path of ['activity', 'performers']) {
      const { status, body } = await api.get(`/analytics/${path}?from=2020-01-01&to=2020-04-02`);
      expect([status, body['type']]).toEqual([400, 'urn:ates:problem:invalid-request']);
    }
  });

  it('are for administrators only', async () => {
    const others = await Promise.all(
      ['employee', 'accountant', 'manager'].map(async (role) => finance.as(await finance.person(role))),
    );
    const service = await finance.asService('accounts:read', 'metrics:read', 'events:read');
    const range = `?from=${daysAgo(0)}&to=${daysAgo(0)}`;
    for (const path of [
      '/analytics/company',
      '/analytics/workers',
      '/analytics/tasks',
      `/analytics/activity${range}`,
      `/analytics/performers${range}`,
    ]) {
      expect((await api.get(path)).status).toBe(200);
      for (const other of [...others, service]) {
        expect((await other.get(path)).status).toBe(403);
      }
      expect((await finance.anonymous().get(path)).status).toBe(401);
    }
    finance.peers.change(administrator, { roles: ['manager'] });
    await until('the demoted administrator gets 403', async () => {
      return (await api.get('/analytics/company')).status === 403;
    });
  });

  it('reject invalid days, periods, cursors, limits and unknown parameters', async () => {
    for (const path of [
      '/analytics/company?from=2026-02-30',
      '/analytics/company?from=2026-02-02&to=2026-02-01',
      '/analytics/company?date=2026-02-02',
      '/analytics/workers?date=yesterday',
      '/analytics/workers?cursor=perch',
      '/analytics/workers?limit=1000',
      '/analytics/tasks?by=year',
      '/analytics/tasks?from=0000-01-01',
      '/analytics/activity?from=2026-02-02',
      '/analytics/activity?from=2026-02-02&to=2026-02-01',
      '/analytics/performers?from=2026-02-02&to=2026-02-02&order=name',
      '/analytics/performers?from=2026-02-02&to=2026-02-02&cursor=perch',
    ]) {
      const { status, body } = await api.get(path);
      expect({ path, status }).toEqual({ path, status: 400 });
      expect(['urn:ates:problem:invalid-request', 'urn:ates:problem:invalid-cursor']).toContain(body['type']);
    }
  });

  it('accept the first and the last day of the calendar', async () => {
    expect((await company('?from=0001-01-01&to=9999-12-31')).days).toHaveLength(1);
    for (const by of ['day', 'week', 'month']) {
      expect((await tasks(`?from=0001-01-01&to=9999-12-31&by=${by}`)).items).toEqual([]);
    }
    expect((await workers('?date=9999-12-31')).people_in_the_red).toBe(0);
  });

  it('answer that a question took too long when PostgreSQL stops it, and all is well afterwards', async () => {
    const range = `from=${daysAgo(1)}&to=${daysAgo(0)}`;
    const paths = [`/analytics/activity?${range}`, '/analytics/company'];
    const ask = () => Promise.all(paths.map((path) => api.get(path)));
    const stopped = await during(finance.database, `lock table posting in access exclusive mode`, [], ask);
    expect(stopped.map(({ status, body }) => [status, body['type']])).toEqual(
      paths.map(() => [503, 'urn:ates:problem:read-took-too-long']),
    );
    expect((await ask()).map(({ status }) => status)).toEqual([200, 200]);
  });
});
