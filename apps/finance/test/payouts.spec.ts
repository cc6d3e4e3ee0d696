import readWorkbook from 'read-excel-file/node';
import { v4 as uuidv4 } from 'uuid';
import type { Payout, PayoutPage } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

const days = ['2026-02-01', '2026-02-02', '2026-02-03'];
const roles = ['employee', 'accountant', 'manager', 'administrator'] as const;
type RoleName = (typeof roles)[number];

describe('Payouts over REST', () => {
  let finance: FinanceService;
  const people = new Map<RoleName, Person>();
  const earners: Person[] = [];

  beforeAll(async () => {
    finance = await FinanceService.start();
    for (const role of roles) {
      people.set(role, await finance.person(role));
    }
    const administrator = await as('administrator');
    for (const day of days) {
      const earner = await finance.person('employee');
      earners.push(earner);
      for (const person of [earner, known('employee')]) {
        const task = finance.assign(await finance.person('employee'), 'Sing', `${day}T10:00:00Z`);
        finance.complete(person, task, `${day}T11:00:00Z`);
      }
    }
    await finance.untilUpToDate();
    for (const day of days) {
      expect((await administrator.post(`/accounting/days/${day}/close`)).status).toBe(200);
    }
  });

  afterAll(() => finance.stop());

  const known = (role: RoleName): Person => {
    const person = people.get(role);
    if (!person) {
      throw new Error(`no person has the role ${role}`);
    }
    return person;
  };

  const as = (role: RoleName) => finance.as(known(role));

  const uuidOf = (role: RoleName): string => known(role).uuid;

  async function allPages(query = ''): Promise<Payout[]> {
    const accountant = await as('accountant');
    const seen: Payout[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await accountant.get<PayoutPage>(`/accounting/payouts?limit=2${query}${cursor}`);
      seen.push(...body.items);
      if (body.next_cursor === null) {
        return seen;
      }
      cursor = `&cursor=${body.next_cursor}`;
    }
  }

  it('are listed newest days first, page by page, each exactly once (F6)', async () => {
    const payouts = await allPages();
    expect(payouts).toHaveLength(6);
    expect(new Set(payouts.map(({ uuid }) => uuid)).size).toBe(6);
    expect(payouts.map(({ date }) => date)).toEqual(days.toReversed().flatMap((day) => [day, day]));
    expect(payouts.every(({ amount }) => amount >= 2000)).toBe(true);
    expect(payouts.map(({ name }) => name)).toContain(earners[0]?.name);
  });

  const orders = ['name', '-name', 'amount', '-amount'] as const;

  it.each(orders)('are sorted within each day by %s, page by page, each exactly once (F6)', async (order) => {
    const payouts = await allPages(`&order=${order}`);
    const nameOf = ({ name }: Payout) => name ?? '';
    const compare = {
      name: (one: Payout, other: Payout) => nameOf(one).localeCompare(nameOf(other)),
      amount: (one: Payout, other: Payout) => one.amount - other.amount,
    }[order.endsWith('name') ? 'name' : 'amount'];
    const sign = order.startsWith('-') ? -1 : 1;
    const expected = payouts.toSorted(
      (one, other) => other.date.localeCompare(one.date) || sign * compare(one, other),
    );
    expect(payouts.map(({ uuid }) => uuid)).toEqual(expected.map(({ uuid }) => uuid));
    expect(new Set(payouts.map(({ uuid }) => uuid)).size).toBe(6);
  });

  it('come with the totals of each day of the page, also of payouts on other pages (F6)', async () => {
    const accountant = await as('accountant');
    const payouts = await allPages();
    const { body } = await accountant.get<PayoutPage>('/accounting/payouts?limit=3&order=name');
    const [last, second] = days.toReversed();
    expect(body.days).toEqual(
      [last, second].map((date) => {
        const ofDay = payouts.filter((payout) => payout.date === date);
        return { date, people: 2, amount: ofDay.reduce((sum, { amount }) => sum + amount, 0) };
      }),
    );
    const own = await accountant.get<PayoutPage>(`/accounting/payouts?user=${uuidOf('employee')}`);
    expect(own.body.days).toEqual(own.body.items.map(({ date, amount }) => ({ date, people: 1, amount })));
  });

  it('show whether the statement is pending, sent or parked, or that there is none (F7)', async () => {
    const [, , day = ''] = days;
    const stateOf = async () => {
      const payouts = await allPages(`&from=${day}&to=${day}&user=${uuidOf('employee')}`);
      return payouts.map(({ statement }) => statement);
    };
    const become = (state: string) =>
      finance.database.query(
        `update statement set state = $3, sent_at = case when $3 = 'sent' then now() end
         where user_id = $1 and day = $2`,
        [uuidOf('employee'), day, state],
      );
    // Written as files here, so each is sent at once.
    await until('the statement is sent', async () => String(await stateOf()) === 'sent');
    for (const state of ['parked', 'sent']) {
      await become(state);
      expect(await stateOf()).toEqual([state]);
    }
    await finance.database.query(`delete from statement where user_id = $1 and day = $2`, [
      uuidOf('employee'),
      day,
    ]);
    expect(await stateOf()).toEqual([null]);
  });

  it('can be filtered by days and by person (F6)', async () => {
    const ofDays = await allPages('&from=2026-02-02&to=2026-02-02');
    expect(ofDays.map(({ date }) => date)).toEqual(['2026-02-02', '2026-02-02']);
    const ofPerson = await allPages(`&user=${uuidOf('employee')}&from=2026-02-02`);
    expect(ofPerson.map(({ date, user }) => [date, user])).toEqual([
      ['2026-02-03', uuidOf('employee')],
      ['2026-02-02', uuidOf('employee')],
    ]);
    expect(await allPages(`&user=${uuidv4()}`)).toEqual([]);
  });

  it('download as CSV and as a workbook with the same rows, with formulas defused (F6)', async () => {
    const [earner] = earners;
    finance.peers.change(earner ?? known('employee'), { name: '=HYPERLINK("http://example.org","Rio")' });
    await finance.untilCached(earner ?? known('employee'));
    const api = await as('accountant');
    const { body, headers } = await api.get<string>('/accounting/payouts.csv?to=2026-02-01');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="payouts-to-2026-02-01.csv"');
    const payouts = await allPages('&to=2026-02-01');
    const [head, ...lines] = body.trimEnd().split('\r\n');
    expect(head).toBe('id,date,paid_at,user,name,amount,currency');
    expect(lines).toHaveLength(2);
    for (const [index, { date, user, amount, uuid }] of payouts.entries()) {
      expect(lines[index]).toContain(`${uuid},${date},`);
      expect(lines[index]).toContain(`,${user},`);
      expect(lines[index]).toContain(`,${(amount / 100).toFixed(2)},USD`);
    }
    expect(body).toContain(`"'=HYPERLINK(""http://example.org"",""Rio"")"`);
    const workbook = await api.file('/accounting/payouts.xlsx?to=2026-02-01');
    expect(workbook.headers.get('content-disposition')).toContain('payouts-to-2026-02-01.xlsx');
    const [sheet] = await readWorkbook(workbook.bytes);
    expect(sheet?.data.slice(1).map(([id, day, , user, , amount]) => [id, day, user, amount])).toEqual(
      payouts.map(({ uuid, date, user, amount }) => [uuid, new Date(date), user, amount / 100]),
    );
    expect(sheet?.data.flat()).toContain('=HYPERLINK("http://example.org","Rio")');
  });

  it('download completely, across batches (F6)', async () => {
    await finance.database.query(
      `insert into account (id, kind, user_id, balance)
       select gen_random_uuid(), 'person', gen_random_uuid(), 0 from generate_series(1, 2500)`,
    );
    await finance.database.query(
      `with key as (
         insert into posting_key (subject, posting, booked_on, kind, content_hash)
         select id, id, '2026-03-01', 'payout', '' from account where kind = 'person'
       )
       insert into posting (id, kind, debit_account, credit_account, amount, occurred_at, booked_on)
       select person.id, 'payout', person.id, payouts.id, 1, now(), '2026-03-01'
       from account as person join account as payouts on payouts.kind = 'payouts'
       where person.kind = 'person'`,
    );
    const { body } = await (await as('administrator')).get<string>('/accounting/payouts.csv?from=2026-03-01');
    const lines = body.trimEnd().split('\r\n').slice(1);
    expect(lines.length).toBeGreaterThan(2500);
    expect(new Set(lines).size).toBe(lines.length);
  });

  const paths = ['/accounting/payouts', '/accounting/payouts.csv', '/accounting/payouts.xlsx'];

  it.each(roles.flatMap((role) => paths.map((path) => [role, path] as const)))(
    '%s requests %s: their own, of another person, of everyone',
    async (role, path) => {
      const api = await as(role);
      const isAllowed = ['accountant', 'administrator'].includes(role);
      expect((await api.get(`${path}?user=${uuidOf(role)}`)).status).toBe(200);
      for (const query of [`?user=${earners[0]?.uuid}`, '']) {
        const answer = await api.get(`${path}${query}`);
        expect(answer.status).toBe(isAllowed ? 200 : 403);
        if (!isAllowed) {
          expect(answer.body).toMatchObject({ type: 'urn:ates:problem:not-your-account' });
        }
      }
    },
  );

  it.each(paths)('require accounts:read from services, and a token: %s', async (path) => {
    expect((await (await finance.asService('accounts:read')).get(path)).status).toBe(200);
    expect((await (await finance.asService('tasks:read')).get(path)).status).toBe(403);
    expect((await finance.anonymous().get(path)).status).toBe(401);
  });

  it('reject the cursor of another order', async () => {
    const accountant = await as('accountant');
    for (const [order, other] of [
      ['', 'name'],
      ['name', '-name'],
      ['amount', 'name'],
      ['amount', ''],
    ]) {
      const { body } = await accountant.get<PayoutPage>(
        `/accounting/payouts?limit=1${order && `&order=${order}`}`,
      );
      const path = `/accounting/payouts?cursor=${body.next_cursor}${other && `&order=${other}`}`;
      expect(await accountant.get(path)).toMatchObject({
        status: 400,
        body: { type: 'urn:ates:problem:invalid-cursor' },
      });
    }
  });

  it.each([
    'from=2026-02-02&to=2026-02-01',
    'from=yesterday',
    'user=rio',
    'date=2026-02-01',
    'cursor=x',
    'order=day',
  ])('reject invalid query %s', async (query) => {
    expect((await (await as('accountant')).get(`/accounting/payouts?${query}`)).status).toBe(400);
  });
});
