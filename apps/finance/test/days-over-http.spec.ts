import type { AuditLogPage, Balance, BusinessDayPage, CompanyIncome, DayClosing } from '@ates/contracts';
import { until } from '../../../test/support/until.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';

const everyone = ['employee', 'accountant', 'manager', 'administrator'] as const;
type RoleName = (typeof everyone)[number];

const today = (): string => new Date().toISOString().slice(0, 10);

describe('Working days over HTTP', () => {
  let finance: FinanceService;
  const people = new Map<RoleName, Person>();

  beforeAll(async () => {
    finance = await FinanceService.start();
    for (const role of everyone) {
      people.set(role, await finance.person(role));
    }
    finance.assign(await finance.person('employee'), 'Sit still', '2026-02-05T10:00:00Z');
  });

  afterAll(() => finance.stop());

  const as = async (role: RoleName) => {
    const person = people.get(role);
    if (!person) {
      throw new Error(`no person has the role ${role}`);
    }
    return finance.as(person);
  };

  /** A person who earned on a day, and the amount. */
  async function earnedOn(date: string): Promise<{ person: Person; earned: number }> {
    const person = await finance.person('employee');
    const task = finance.assign(person, 'Sing', `${date}T10:00:00Z`);
    finance.complete(person, task, `${date}T11:00:00Z`);
    const another = finance.assign(await finance.person('employee'), 'Fly', `${date}T10:00:00Z`);
    finance.complete(person, another, `${date}T11:00:00Z`);
    await finance.untilUpToDate();
    const [price, anotherPrice] = [await finance.priceOf(task), await finance.priceOf(another)];
    return { person, earned: price.reward + anotherPrice.reward - price.fee };
  }

  it('pays out a balance, visible in balance, audit log, CSV and list of days (F6)', async () => {
    const { person, earned } = await earnedOn('2026-02-01');
    const administrator = await as('administrator');
    const api = await finance.as(person);
    const balanceOn = async (date: string) =>
      (await api.get<Balance>(`/accounting/balance?date=${date}`)).body.balance;
    expect(await balanceOn('2026-02-01')).toBe(earned);

    const path = '/accounting/days/2026-02-01/close';
    const dry = await administrator.post<DayClosing>(`${path}?dry_run=true`);
    expect(dry).toMatchObject({
      status: 200,
      body: { dry_run: true, currency: 'USD', payouts: [{ user: person.uuid, amount: earned }] },
    });
    expect(await balanceOn('2026-02-01')).toBe(earned);

    const closing = await administrator.post<DayClosing>(path);
    expect(closing).toMatchObject({
      status: 200,
      body: { dry_run: false, day: { paid_people: 1, paid: earned, people_in_the_red: 1 } },
    });
    expect((await administrator.post(path)).body).toEqual(closing.body);

    expect(await balanceOn('2026-02-01')).toBe(0);
    const log = await api.get<AuditLogPage>('/accounting/audit-log?date=2026-02-01');
    expect(log.body.items[0]).toMatchObject({ kind: 'payout', amount: -earned, task: null });
    expect(log.body.items).toHaveLength(4);
    const csv = await api.get<string>('/accounting/audit-log.csv?date=2026-02-01');
    expect(csv.body.split('\r\n')[1]).toMatch(/,2026-02-01,payout,-\d+\.\d\d,USD,,,,,,$/);

    const feed = await finance.asService('events:read');
    await until('both events are in the feed', async () => {
      const { body } = await feed.get<{ events: { type: string }[] }>('/events?after=0');
      const published = body.events.map(({ type }) => type).filter((type) => type !== 'finance.task.priced');
      return String(published) === 'finance.payout.made,finance.day.closed';
    });

    const manager = await as('manager');
    const days = await manager.get<BusinessDayPage>('/accounting/days');
    const { postings, fees, rewards, income } = closing.body.day;
    const totals = { days: 1, postings, fees, rewards, income, payouts: 1, paid: earned };
    expect(days.body).toEqual({
      currency: 'USD',
      items: [closing.body.day],
      next_cursor: null,
      totals,
      months: [{ month: '2026-02', ...totals }],
    });
    const stats = await manager.get<CompanyIncome>('/accounting/stats?date=2026-02-01');
    expect(stats.body.income).toBe(closing.body.day.income);
  });

  it('lists closed days page by page, newest first, each exactly once', async () => {
    const administrator = await as('administrator');
    for (const date of ['2026-02-02', '2026-02-03', '2026-02-04']) {
      expect((await administrator.post(`/accounting/days/${date}/close`)).status).toBe(200);
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/accounting/days?limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await administrator.get<BusinessDayPage>(path);
      seen.push(...body.items.map(({ date }) => date));
      cursor = body.next_cursor;
    }
    expect(seen).toEqual(['2026-02-04', '2026-02-03', '2026-02-02', '2026-02-01']);
  });

  it('totals the requested days, and the months of the page, also of days on other pages', async () => {
    const manager = await as('manager');
    const { body: all } = await manager.get<BusinessDayPage>('/accounting/days');
    const sum = (items: BusinessDayPage['items'], name: 'postings' | 'fees' | 'income' | 'paid') =>
      items.reduce((total, item) => total + item[name], 0);
    const range = 'from=2026-02-01&to=2026-02-02';
    const { body } = await manager.get<BusinessDayPage>(`/accounting/days?limit=1&${range}`);
    const inRange = all.items.filter(({ date }) => date <= '2026-02-02');
    expect(inRange).toHaveLength(2);
    expect(body.items.map(({ date }) => date)).toEqual(['2026-02-02']);
    const expected = {
      days: 2,
      postings: sum(inRange, 'postings'),
      fees: sum(inRange, 'fees'),
      income: sum(inRange, 'income'),
      paid: sum(inRange, 'paid'),
    };
    expect(body.totals).toMatchObject(expected);
    expect(body.months).toMatchObject([{ month: '2026-02', ...expected }]);
    const rest = await manager.get<BusinessDayPage>(`/accounting/days?${range}&cursor=${body.next_cursor}`);
    expect(rest.body).toMatchObject({ items: [inRange[1]], next_cursor: null, totals: body.totals });
    expect((await manager.get('/accounting/days?from=2026-02-02&to=2026-02-01')).status).toBe(400);
  });

  it.each([
    ['2026-02-30/close', 400, 'invalid-request'],
    ['yesterday/close', 400, 'invalid-request'],
    ['2026-02-05/close?dry_run=perhaps', 400, 'invalid-request'],
    ['2026-02-05/close?force=true', 400, 'invalid-request'],
    [`${today()}/close`, 409, 'day-not-over'],
    ['2026-02-06/close', 409, 'earlier-day-open'],
    ['2026-01-31/close', 404, 'no-such-day'],
  ])('%s is answered with %d %s', async (path, status, type) => {
    const answer = await (await as('administrator')).post(`/accounting/days/${path}`);
    expect(answer).toMatchObject({ status, body: { type: `urn:ates:problem:${type}` } });
  });

  it('are closed once when a request is repeated with its Idempotency-Key', async () => {
    const administrator = await as('administrator');
    const keyed = (date: string) =>
      administrator.post(`/accounting/days/${date}/close`, undefined, { 'idempotency-key': 'fifth' });
    const first = await keyed('2026-02-05');
    expect(first.status).toBe(200);
    expect((await keyed('2026-02-05')).body).toEqual(first.body);
    expect((await keyed('2026-02-06')).status).toBe(422);
  });
});

describe('Automatic closing', () => {
  it('closes every day that has ended, in order, and never the current day (F6)', async () => {
    const finance = await FinanceService.start({ CLOSE_DAYS: 'automatically', CLOSE_DELAY_SECONDS: '0' });
    try {
      const person = await finance.person('employee');
      const manager = await finance.as(await finance.person('manager'));
      const now = Date.now();
      const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();
      const task = finance.assign(await finance.person('employee'), 'Sing', daysAgo(3));
      finance.complete(person, task, daysAgo(3));
      const days = await until('the days are closed', async () => {
        const { body } = await manager.get<BusinessDayPage>('/accounting/days');
        return body.items.length >= 3 ? body.items : undefined;
      });
      // If midnight passes meanwhile, one more is closed.
      const three = days.slice(-3);
      expect(three.map(({ date }) => date)).toEqual([1, 2, 3].map((ago) => daysAgo(ago).slice(0, 10)));
      expect(three.map(({ paid_people }) => paid_people)).toEqual([0, 0, 1]);
      const { body } = await (await finance.as(person)).get<Balance>('/accounting/balance');
      expect(body.balance).toBe(0);
    } finally {
      await finance.stop();
    }
  });
});
