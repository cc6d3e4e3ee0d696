import { until } from '../../../test/support/until.js';
import type { Api } from '../../../test/support/api.js';
import type { Person } from '../../../test/support/peers.js';
import { FinanceService } from './support/finance-service.js';

const firstMonth = '2021-01-01';
const lastMonth = '2026-10-01';
const lastClosed = '2026-10-31';
const postingsAMonth = 2000;

/** The first days of the months around now that the current day can be in, whatever the time zone. */
const present = [-2, 0, 2].map((days) => {
  const date = new Date(Date.now() + days * 86_400_000).toISOString();
  return `posting_${date.slice(0, 4)}_${date.slice(5, 7)}`;
});

/**
 * What grows for ever must cost the same after years. PostgreSQL itself counts how often each month was looked into, so
 * these tests see what really happened, in every part of Finance.
 */
describe('Books of six years', () => {
  let finance: FinanceService;
  let person: Person;
  let own: Api;
  let accountant: Api;

  beforeAll(async () => {
    finance = await FinanceService.start({ BOOKS_BEGIN: firstMonth });
    person = await finance.person('employee');
    own = await finance.as(person);
    accountant = await finance.as(await finance.person('accountant'));
    await fill();
  });

  afterAll(() => finance.stop());

  /** Fees of ten people on the tenth of each month, payouts on the eleventh; the days up to the last one are closed. */
  async function fill(): Promise<void> {
    const { database } = finance;
    await database.query(
      `insert into account (id, kind, user_id, balance)
       select gen_random_uuid(), 'person', case number when 0 then $1 else gen_random_uuid() end, 0
       from generate_series(0, 9) as number`,
      [person.uuid],
    );
    await database.query(
      `insert into task (id, fee, reward, changed_at, is_stale)
       select md5(concat('task ', month::date, ' ', number))::uuid, 1000, 2000, now(), false
       from generate_series($1::date, $2::date, interval '1 month') as month, generate_series(0, 999) as number`,
      [firstMonth, lastMonth],
    );
    await database.query(
      `with person as (
         select id, row_number() over (order by user_id = $3 desc) - 1 as place from account where kind = 'person'
       ), drawn as materialized (
         select md5(concat('event ', month::date, ' ', number))::uuid as id, md5(concat('task ', month::date, ' ', number % 1000))::uuid as task,
                case when number < 100 then 'payout' else 'fee' end as kind,
                month::date + case when number < 100 then 10 else 9 end as day, person.id as person, number
         from generate_series($1::date, $2::date, interval '1 month') as month
         cross join generate_series(0, $4::int - 1) as number
         join person on person.place = number % 10
       ), keyed as (
         insert into posting_key (subject, posting, task_id, booked_on, kind, content_hash)
         select id, id, case kind when 'fee' then task end, day, kind, '' from drawn
       )
       insert into posting (id, event_id, task_id, debit_account, credit_account, amount, occurred_at, booked_on, kind)
       select drawn.id, case drawn.kind when 'fee' then drawn.id end, case drawn.kind when 'fee' then task end, person,
              other.id, 1000, day + make_interval(secs => number), day, drawn.kind
       from drawn join account as other on other.kind = case drawn.kind when 'fee' then 'company' else 'payouts' end`,
      [firstMonth, lastMonth, person.uuid, postingsAMonth],
    );
    await database.query(
      `insert into company_day_balance (day, balance)
       select booked_on, -sum(person_amount) from posting where kind = 'fee' group by booked_on`,
    );
    await database.query(
      `with closed as (
         insert into business_day (day, closed_at, postings, fees, rewards, paid_people, paid, people_in_the_red,
                                 carried_over, payouts_hash, hash)
       select day::date, now(), 0, 0, 0, 0, 0, 0, 0, '', sha256(day::text::bytea)
         from generate_series($1::date, $2::date, interval '1 day') as day
         returning day
       )
       insert into day_result (day, tasks_with_profit, tasks_with_deficit) select day, 0, 0 from closed`,
      [firstMonth, lastClosed],
    );
    await database.query(`vacuum analyze`);
  }

  /** How often PostgreSQL has looked into each month, by index and from end to end, up to now. */
  const looks = async (): Promise<Map<string, { scans: number; whole: number }>> => {
    // Connections report what they did when they end.
    await finance.database.terminateConnections();
    const ended = () =>
      finance.database.query(
        `select from pg_stat_activity
         where datname = current_database() and application_name <> 'ates-test' and state = 'active' and pid <> pg_backend_pid()`,
      );
    await until('no statement runs', async () => (await ended()).length === 0);
    const rows = await finance.database.query<{ name: string; scans: number; whole: number }>(
      `select relname::text as name, (seq_scan + coalesce(idx_scan, 0))::int as scans, seq_scan::int as whole
       from pg_stat_user_tables where relname ~ '^posting_(\\d|other)'`,
    );
    return new Map(rows.map(({ name, ...counts }) => [name, counts]));
  };

  /** The months that were looked into during `work`, and those that were read from end to end. */
  const lookedInto = async (work: () => Promise<unknown>) => {
    const before = await looks();
    await work();
    const after = await looks();
    const more = (kind: 'scans' | 'whole') =>
      [...after.keys()]
        .filter((name) => (after.get(name)?.[kind] ?? 0) > (before.get(name)?.[kind] ?? 0))
        .sort();
    // The newest months have so few rows that reading them from end to end is right.
    return { months: more('scans'), whole: more('whole').filter((name) => name <= 'posting_2026_10') };
  };

  const ok = async (answer: Promise<{ status: number }>): Promise<void> => {
    expect(await answer).toMatchObject({ status: 200 });
  };

  it.each<[string, string, string[]]>([
    ['the balance on a closed day', 'balance?date=2022-06-15', []],
    ['the balance on an open day', 'balance?date=2026-11-15', ['posting_2026_11']],
    ['the audit log of a day', 'audit-log?date=2022-06-10', ['posting_2022_06']],
    ['a page of a day', 'audit-log?date=2022-06-10&limit=5', ['posting_2022_06']],
    [
      'the audit log of two months',
      'audit-log?from=2022-06-10&to=2022-07-05&limit=100',
      ['posting_2022_06', 'posting_2022_07'],
    ],
    ['an account by day', 'account-days?from=2022-06-05&to=2022-06-30', ['posting_2022_06']],
    ['payouts of a week', 'payouts?user=me&from=2022-06-08&to=2022-06-14', ['posting_2022_06']],
  ])('looks for %s into the months of its days', async (_, path, months) => {
    const { months: found, whole } = await lookedInto(() =>
      ok(own.get(`/accounting/${path.replace('user=me', `user=${person.uuid}`)}`)),
    );
    expect({ found, whole }).toEqual({ found: months, whole: [] });
  });

  it('looks for the audit log of today into the present only', async () => {
    const { months } = await lookedInto(() => ok(own.get('/accounting/audit-log')));
    expect(present).toEqual(expect.arrayContaining(months));
  });

  it.each([
    ['the whole audit log', () => own, 'audit-log?from=2021-01-01&to=2026-12-31&limit=50'],
    ["everyone's payouts", () => accountant, 'payouts?limit=50'],
  ])('stops at the newest months that have a page of %s', async (_, api, path) => {
    const { months, whole } = await lookedInto(() => ok(api().get(`/accounting/${path}`)));
    expect(months.filter((name) => name < 'posting_2026_10')).toEqual([]);
    expect(whole).toEqual([]);
  });

  it('looks for the postings of a task into the months that have them', async () => {
    const [task] = await finance.database.query<{ id: string }>(
      `select md5('task 2022-06-01 500')::uuid as id`,
    );
    const { months, whole } = await lookedInto(() =>
      ok(accountant.get(`/tasks/${task?.id}/postings?limit=20`)),
    );
    expect({ months, whole }).toEqual({ months: ['posting_2022_06'], whole: [] });
  });

  it('books events without looking into any month', async () => {
    const { months } = await lookedInto(async () => {
      finance.assign(person, 'Fix the perch');
      await finance.untilUpToDate();
    });
    expect(months).toEqual([]);
  });

  it('closes a day looking into its month and later ones only', async () => {
    const administrator = await finance.as(await finance.person('administrator'));
    finance.assign(person, 'Fix the perch', '2026-11-01T10:00:00Z');
    await finance.untilUpToDate();
    const { months } = await lookedInto(() =>
      // The first tries may meet connections that have just ended.
      until('the day is closed', async () => {
        const { status } = await administrator.post('/accounting/days/2026-11-01/close');
        return status === 200;
      }),
    );
    expect(months.filter((name) => name < 'posting_2026_11')).toEqual([]);
  });

  it('verifies a day looking into its month only', async () => {
    const { months } = await lookedInto(() =>
      ok(accountant.get('/accounting/verification?from=2022-06-10&to=2022-06-10')),
    );
    expect(months.filter((name) => name !== 'posting_2022_06' && name < 'posting_2026_11')).toEqual([]);
  });

  it('counts a large backlog of statements only up to a limit', async () => {
    await finance.database.query(
      `insert into statement (day, user_id, opening_balance, carried_over, next_attempt_at)
       select '2026-10-31', gen_random_uuid(), 0, 0, 'infinity' from generate_series(1, 12000)`,
    );
    await finance.database.query(`analyze statement`);
    const scans = async (): Promise<number> => {
      await finance.database.terminateConnections();
      const [row] = await finance.database.query<{ scans: number }>(
        `select seq_scan::int as scans from pg_stat_user_tables where relname = 'statement'`,
      );
      return row?.scans ?? 0;
    };
    const before = await scans();
    const { body } = await (await finance.asService('metrics:read')).get<string>('/metrics');
    expect(body).toMatch(/statements_unsent\{[^}]*state="pending"[^}]*\} 10000/);
    expect(await scans()).toBe(before);
  });

  it('reads as many blocks of the keys for an event as for one of the first month', async () => {
    const blocks = async (): Promise<number> => {
      await finance.database.terminateConnections();
      const [row] = await finance.database.query<{ blocks: number }>(
        `select (heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read)::int as blocks
         from pg_statio_user_tables where relname = 'posting_key'`,
      );
      return row?.blocks ?? 0;
    };
    const before = await blocks();
    finance.assign(person, 'Fix the perch');
    await finance.untilUpToDate();
    // A few levels of two indexes and a page of rows, of more than 100,000 keys.
    expect((await blocks()) - before).toBeLessThan(60);
  });
});
