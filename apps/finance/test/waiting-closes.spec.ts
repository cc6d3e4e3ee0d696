import type { Balance, BusinessDay, BusinessDayPage, DayClosing } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

const dayMilliseconds = 86_400_000;

/** Noon of a past day in UTC, the time zone of these days. */
const noon = (daysAgo: number): string =>
  `${new Date(Date.now() - daysAgo * dayMilliseconds).toISOString().slice(0, 10)}T12:00:00.000Z`;

const dayOf = (instant: string): string => instant.slice(0, 10);

interface Awaited {
  day: string;
  position: number | null;
  gave_up: boolean;
}

describe('A day that has ended', () => {
  let finance: FinanceService;
  let manager: Api;
  let earner: Person;
  let loser: Person;

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    finance = await FinanceService.start({
      CLOSE_DAYS: 'automatically',
      CLOSE_DELAY_SECONDS: '0',
      ...environment,
    });
    manager = await finance.as(await finance.person('manager'));
    [earner, loser] = [await finance.person('employee'), await finance.person('employee')];
  };

  afterEach(() => finance.stop());

  /** Two events: a person gets a task and is overdrawn because of it. */
  const loses = (instant: string): string => finance.assign(loser, 'Sing', instant);

  /** One event: a person completes a task. */
  const earns = (task: string, instant: string): void => finance.complete(earner, task, instant);

  const closedDays = async (): Promise<BusinessDay[]> =>
    (await manager.get<BusinessDayPage>('/accounting/days')).body.items;

  const closed = (day: string): Promise<BusinessDay> =>
    until(`${day} is closed`, async () => (await closedDays()).find(({ date }) => date === day));

  const awaited = (): Promise<Awaited[]> =>
    finance.database.query<Awaited & Record<string, unknown>>(
      `select day::text, position::int, gave_up_at is not null as gave_up from awaited_position order by day`,
    );

  const waitsFor = (position: number | null): Promise<Awaited> =>
    until('the close waits', async () => {
      const rows = await awaited();
      return rows.find((row) => row.position === position);
    });

  const metric = async (name: string): Promise<string> => {
    const service = await finance.asService('metrics:read');
    const { body } = await service.get<string>('/metrics');
    return body.split('\n').find((line) => line.startsWith(name)) ?? '';
  };

  it('is closed once all its events of Tasks have arrived (F6)', async () => {
    await start();
    finance.peers.withheldAfter = 2;
    const task = loses(noon(1));
    earns(task, noon(1));
    await waitsFor(3);
    expect(await closedDays()).toEqual([]);
    finance.peers.withheldAfter = Infinity;
    const day = await closed(dayOf(noon(1)));
    const price = await finance.priceOf(task);
    expect(day).toMatchObject({ postings: 2, paid_people: 1, paid: price.reward });
    expect((await awaited()).every(({ gave_up }) => !gave_up)).toBe(true);
    const { body } = await (await finance.as(earner)).get<Balance>('/accounting/balance');
    expect(body.balance).toBe(0);
  });

  it('waits for a producer that does not answer, and includes its events when it is back', async () => {
    await start();
    finance.peers.isHeadDown = true;
    finance.peers.withheldAfter = 2;
    const task = loses(noon(1));
    await waitsFor(null);
    earns(task, noon(1));
    finance.peers.isHeadDown = false;
    await waitsFor(3);
    finance.peers.withheldAfter = Infinity;
    expect(await closed(dayOf(noon(1)))).toMatchObject({ postings: 2, paid_people: 1 });
  });

  it('is closed without a producer that is down for too long; the rest is booked on the next day (F9)', async () => {
    await start({ CLOSE_WAITS_AT_MOST_SECONDS: '1' });
    finance.peers.isHeadDown = true;
    finance.peers.withheldAfter = 2;
    const task = loses(noon(1));
    const day = await closed(dayOf(noon(1)));
    expect(day).toMatchObject({ postings: 1, paid_people: 0, people_in_the_red: 1 });
    expect(await awaited()).toMatchObject([{ day: dayOf(noon(1)), position: null, gave_up: true }]);
    expect(await metric('day_closes_without_producer_total')).toMatch(/producer="tasks".* [1-9]/);

    earns(task, noon(1));
    finance.peers.withheldAfter = Infinity;
    await finance.untilUpToDate();
    const rows = await finance.database.query<{ booked_on: string; occurred_on: string }>(
      `select booked_on::text, occurred_at::date::text as occurred_on from posting where kind = 'reward'`,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.occurred_on).toBe(dayOf(noon(1)));
    expect((rows[0]?.booked_on ?? '') > dayOf(noon(1))).toBe(true);
    expect((await closedDays()).find(({ date }) => date === day.date)).toEqual(day);
  });

  it('shares the awaited position with the days before it', async () => {
    await start();
    finance.peers.withheldAfter = 2;
    const task = loses(noon(4));
    earns(task, noon(2));
    await waitsFor(3);
    finance.peers.withheldAfter = Infinity;
    await closed(dayOf(noon(1)));
    const days = await closedDays();
    expect(days.slice(-4).map(({ date }) => date)).toEqual([1, 2, 3, 4].map((ago) => dayOf(noon(ago))));
    expect(days.slice(-4).map(({ paid_people }) => paid_people)).toEqual([0, 1, 0, 0]);
    // If midnight passes meanwhile, there is one more.
    expect((await awaited())[0]).toMatchObject({ day: dayOf(noon(1)), position: 3 });
  });

  it('does not wait for events that a producer lost in a restore', async () => {
    await start();
    const task = loses(noon(1));
    await finance.database.query(
      `insert into awaited_position (day, producer, since, position) values ($1, 'tasks', now(), 1000000)
       on conflict (day, producer) do update set position = 1000000`,
      [dayOf(noon(1))],
    );
    earns(task, noon(1));
    await closed(dayOf(noon(1)));
    expect((await awaited())[0]?.gave_up).toBe(false);
  });

  it('lists missing events in a dry run, counts as open, and is closed by hand without them (F11)', async () => {
    await start({ CLOSE_DAYS: 'by-hand' });
    finance.peers.withheldAfter = 2;
    const task = loses(noon(1));
    earns(task, noon(1));
    const administrator = await finance.as(await finance.person('administrator'));
    await until(
      'the first events are booked',
      async () => (await finance.database.query(`select from posting`)).length > 0,
    );
    const path = `/accounting/days/${dayOf(noon(1))}/close`;
    const dry = () => administrator.post<DayClosing>(`${path}?dry_run=true`);
    expect((await dry()).body.waiting_for).toEqual([{ producer: 'tasks', needed: 3, reached: 2 }]);
    finance.peers.isHeadDown = true;
    expect((await dry()).body.waiting_for).toEqual([{ producer: 'tasks', needed: null, reached: 2 }]);
    finance.peers.isHeadDown = false;

    const metricOf = async (name: string) =>
      (await administrator.get<{ figures: Record<string, number> }>('/reconciliation')).body.figures[name];
    expect(await metricOf('open_past_days')).toBeGreaterThanOrEqual(1);
    const closing = await administrator.post<DayClosing>(path);
    expect(closing).toMatchObject({ status: 200, body: { day: { postings: 1 }, waiting_for: [] } });

    finance.peers.withheldAfter = Infinity;
    await finance.untilUpToDate();
    expect((await administrator.post<DayClosing>(path)).body).toEqual(closing.body);
  });

  it('counts a task that only a parked message mentions as unpriced (F11)', async () => {
    await start();
    const task = finance.assign(loser, 'Sing');
    finance.peers.publish('tasks', 'tasks.task.assigned', {
      task_uuid: '0190b5a0-1111-7000-8000-00000000000a',
      assigned_to: 'nobody',
    });
    finance.peers.publish('tasks', 'tasks.task.assigned', { task_uuid: task, assigned_to: 'nobody' });
    await finance.untilUpToDate();
    const accountant = await finance.as(await finance.person('accountant'));
    const { body } = await accountant.get<{ figures: Record<string, number> }>('/reconciliation');
    expect(body.figures).toMatchObject({ parked_messages: 2, unpriced_tasks: 1 });
  });
});

describe('Reconciliation', () => {
  let finance: FinanceService;

  beforeAll(async () => {
    finance = await FinanceService.start();
  });

  afterAll(() => finance.stop());

  it.each([
    ['employee', 403, 403],
    ['manager', 403, 403],
    ['accountant', 200, 403],
    ['administrator', 200, 202],
  ])('%s gets %d when reading it and %d when starting it', async (role, sees, starts) => {
    const api = await finance.as(await finance.person(role));
    expect((await api.get('/reconciliation')).status).toBe(sees);
    const run = await api.post<{ id?: string }>('/reconciliation/runs', { producer: 'tasks' });
    expect(run.status).toBe(starts);
    const id = run.body.id ?? '0190b5a0-1111-7000-8000-00000000000a';
    const isThere = starts === 202 ? 200 : 404;
    expect((await api.get(`/reconciliation/runs/${id}`)).status).toBe(sees === 200 ? isThere : sees);
  });

  it('rejects services and anonymous requests', async () => {
    const service = await finance.asService('accounts:read', 'parked-messages:read');
    for (const [api, status] of [
      [service, 403],
      [finance.anonymous(), 401],
    ] as const) {
      expect((await api.get('/reconciliation')).status).toBe(status);
      expect((await api.post('/reconciliation/runs', { producer: 'tasks' })).status).toBe(status);
    }
  });
});
