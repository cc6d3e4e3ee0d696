import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { assigned, completed, Ledger } from './support/ledger.js';
import { withoutGuards } from './support/without-guards.js';

const tables = [
  'posting',
  'posting_key',
  'carried_balance',
  'business_day',
  'company_day_balance',
  'day_result',
  'task',
  'account',
];

// 4 to 7 May are closed, the 6th of them empty; 8 May is open.
const [first, second, empty, last, open] = [4, 5, 6, 7, 8].map((day) => `2026-05-0${day}`);

const anyPosting = (kind: string, day = second) =>
  `id = (select id from posting where kind = '${kind}' and booked_on = '${day}' order by id limit 1)`;
const keyOf = (kind: string) => `posting = (select id from posting where ${anyPosting(kind)})`;
const otherDay = (day: string | undefined, posting: string) =>
  `with moved as (update posting set booked_on = '${day}' where ${posting} returning id)
   update posting_key set booked_on = '${day}' from moved where posting = moved.id`;
const without = (posting: string) =>
  `with gone as (delete from posting where ${posting} returning id)
   delete from posting_key using gone where posting = gone.id`;
const someHash = `sha256('something else')`;

/** Tampering with the tables directly, with the first difference that must be found and its day. */
const tamperings: [statement: string, what: string, day: string | null | undefined][] = [
  [`update posting set amount = amount + 1 where ${anyPosting('fee')}`, 'posting.amount', second],
  [`update posting set amount = amount + 1 where ${anyPosting('reward')}`, 'posting.amount', second],
  [`update posting set amount = amount + 1 where ${anyPosting('payout')}`, 'posting.content_hash', second],
  [`update posting set amount = amount + 1 where ${anyPosting('fee', open)}`, 'posting.amount', open],
  [`update posting_key set subject = gen_random_uuid() where ${keyOf('reward')}`, 'posting.key', second],
  [`update posting_key set subject = gen_random_uuid() where ${keyOf('fee')}`, 'posting.key', second],
  [`update posting_key set subject = gen_random_uuid() where ${keyOf('payout')}`, 'posting.key', second],
  [`update posting_key set kind = 'reward' where ${keyOf('fee')}`, 'posting.key', second],
  [`update posting_key set posting = gen_random_uuid() where ${keyOf('fee')}`, 'posting.key', second],
  [`update posting_key set booked_on = '${last}' where ${keyOf('fee')}`, 'posting.key', second],
  [`update posting_key set task_id = gen_random_uuid() where ${keyOf('fee')}`, 'posting.key', second],
  [`delete from posting_key where ${keyOf('fee')}`, 'posting.key', second],
  [`delete from posting where ${anyPosting('fee')}`, 'posting_key.posting', second],
  [`update posting set event_id = gen_random_uuid() where ${anyPosting('fee')}`, 'posting.key', second],
  [`update posting_key set content_hash = ${someHash} where ${keyOf('fee')}`, 'posting.content_hash', second],
  [
    `update posting set occurred_at = occurred_at - interval '1 microsecond' where ${anyPosting('reward')}`,
    'posting.content_hash',
    second,
  ],
  [
    `update posting set occurred_at = occurred_at - interval '1 microsecond' where ${anyPosting('payout')}`,
    'posting.occurred_at',
    second,
  ],
  [
    `update posting set occurred_at = occurred_at + interval '1 day' where ${anyPosting('fee')}`,
    'posting.content_hash',
    second,
  ],
  [otherDay(first, anyPosting('fee')), 'posting.booked_on', first],
  [otherDay(last, anyPosting('fee')), 'carried_balance.balance', second],
  [otherDay(open, anyPosting('payout')), 'carried_balance.balance', second],
  [
    `update posting set task_id = (select max(id::text)::uuid from task where id <> task_id)
     where ${anyPosting('fee')}`,
    'posting.amount',
    second,
  ],
  [
    `update posting set debit_account = (select max(id::text)::uuid from account
                                         where kind = 'person' and id <> debit_account)
     where ${anyPosting('fee')}`,
    'posting.content_hash',
    second,
  ],
  [
    `update posting set credit_account = (select id from account where kind = 'payouts') where ${anyPosting('fee')}`,
    'posting.debit_account and credit_account',
    second,
  ],
  [
    `update posting set debit_account = credit_account, credit_account = debit_account where ${anyPosting('payout')}`,
    'posting.debit_account and credit_account',
    second,
  ],
  [
    `update posting set kind = 'reward', event_id = null where ${anyPosting('fee')}`,
    'posting.amount',
    second,
  ],
  [without(anyPosting('fee')), 'carried_balance.balance', second],
  [without(anyPosting('payout')), 'carried_balance.balance', second],
  [without(anyPosting('fee', open)), 'company_day_balance.balance', open],

  [`update posting set amount = amount + 1 where ${anyPosting('reversal', open)}`, 'posting.amount', open],
  [
    `update posting set reason = 'Another reason' where ${anyPosting('reversal', open)}`,
    'posting.content_hash',
    open,
  ],
  [
    `update posting set decided_by = gen_random_uuid() where ${anyPosting('reversal', open)}`,
    'posting.content_hash',
    open,
  ],
  [
    `update posting set reverses_kind = 'reward', event_id = null where reverses_kind = 'fee'`,
    'posting.amount',
    open,
  ],
  [
    `with moved as (
       update posting set reverses = other.id, reversed_on = other.booked_on
       from (select id, booked_on from posting where ${anyPosting('reward', first)}) as other
       where reverses_kind = 'reward'
       returning posting.id, reverses
     )
     update posting_key set subject = moved.reverses from moved where posting = moved.id`,
    'posting.content_hash',
    open,
  ],
  [without(anyPosting('reversal', open)), 'company_day_balance.balance', open],

  [
    `update task set fee = fee - 1 where id = (select task_id from posting where ${anyPosting('fee')})`,
    'posting.amount',
    second,
  ],
  [`update task set reward = 2000 + (reward + 1) % 2000`, 'posting.amount', first],

  [`update account set balance = balance - 1 where balance < 0`, 'account.balance', null],
  [`update account set balance = balance + 1 where kind = 'payouts'`, 'account.balance', null],
  [`update company_day_balance set balance = 0 where day = '${last}'`, 'company_day_balance.balance', last],
  [`delete from company_day_balance where day = '${last}'`, 'company_day_balance.balance', last],
  [
    `insert into company_day_balance (day, balance) values ('${empty}', 7)`,
    'company_day_balance.balance',
    empty,
  ],

  [
    `update carried_balance set balance = balance - 1 where day = '${empty}'`,
    'carried_balance.balance',
    empty,
  ],
  [`delete from carried_balance where day = '${second}'`, 'carried_balance.balance', second],
  [
    `insert into carried_balance (day, account, balance)
     select '${first}', id, -1 from account where kind = 'payouts'`,
    'carried_balance.balance',
    first,
  ],

  ...['postings', 'fees', 'rewards', 'paid_people', 'paid', 'people_in_the_red', 'carried_over'].map(
    (column): [string, string, string | undefined] => [
      `update business_day set ${column} = ${column} + 1 where day = '${last}'`,
      `business_day.${column}`,
      last,
    ],
  ),
  [
    `update business_day set payouts_hash = ${someHash} where day = '${first}'`,
    'business_day.payouts_hash',
    first,
  ],
  [`update business_day set hash = ${someHash} where day = '${second}'`, 'business_day.hash', second],
  [
    `update business_day set closed_at = closed_at + interval '1 second' where day = '${empty}'`,
    'business_day.hash',
    empty,
  ],
  [`update day_result set dearest = null where day = '${first}'`, 'day_result.dearest', first],
  [
    `update day_result set tasks_with_profit = tasks_with_profit + 1 where day = '${second}'`,
    'day_result.tasks_with_profit',
    second,
  ],
  [
    `update day_result set tasks_with_deficit = tasks_with_deficit - 1 where day = '${second}'`,
    'day_result.tasks_with_deficit',
    second,
  ],
  [`delete from day_result where day = '${first}'`, 'day_result.dearest', first],
  [`delete from day_result where day = '${empty}'`, 'day_result.dearest', empty],
  [`delete from business_day where day = '${first}'`, 'business_day', first],
  [`delete from business_day where day = '${empty}'`, 'business_day', empty],
  [`delete from business_day where day = '${last}'`, 'business_day', last],
];

describe('Verification of the books (F3)', () => {
  let ledger: Ledger;
  let columns: Map<string, string>;

  beforeAll(async () => {
    ledger = await Ledger.start();
    await ledger.deliver(history());
    await ledger.closeDueDays('2026-05-08T12:00:00Z');
    for (const kind of ['fee', 'reward']) {
      const [posting] = await ledger.database.query<{ id: string }>(
        `select id from posting where ${anyPosting(kind)}`,
      );
      await ledger.reverse(posting?.id ?? '', `${open}T13:00:00Z`);
    }
    // Late, so it is booked on the open day.
    await ledger.deliver([assigned(uuidv7(), uuidv4(), `${second}T09:00:00Z`)]);
    columns = await storedColumns();
    for (const table of tables) {
      await ledger.database.query(`create table saved_${table} as table ${table}`);
    }
    await ledger.database.query(`alter table task drop constraint task_fee_check`);
  });

  afterAll(() => ledger.stop());

  /** On each day but one, one person earns, one loses, and one does both. */
  const history = () => {
    const people = [uuidv4(), uuidv4(), uuidv4()];
    return [first, second, last, open].flatMap((day) => [
      completed(uuidv7(), people[0] ?? '', `${day}T10:00:00Z`),
      assigned(uuidv7(), people[1] ?? '', `${day}T11:00:00Z`),
      assigned(uuidv7(), people[2] ?? '', `${day}T12:00:00Z`),
      completed(uuidv7(), people[2] ?? '', `${day}T13:00:00Z`),
    ]);
  };

  /** The stored columns of each table, without those that the database generates. */
  async function storedColumns(): Promise<Map<string, string>> {
    const rows = await ledger.database.query<{ table_name: string; names: string }>(
      `select table_name, string_agg(column_name, ', ') as names from information_schema.columns
       where table_name = any($1::text[]) and is_generated = 'NEVER' group by table_name`,
      [tables],
    );
    return new Map(rows.map(({ table_name, names }) => [table_name, names]));
  }

  const tamper = (statement: string): Promise<void> =>
    withoutGuards(ledger.database, tables, () => ledger.database.query(statement));

  const restore = (): Promise<void> =>
    withoutGuards(ledger.database, tables, async () => {
      for (const table of tables) {
        const names = columns.get(table) ?? '';
        await ledger.database.query(`delete from ${table}`);
        await ledger.database.query(`insert into ${table} (${names}) select ${names} from saved_${table}`);
      }
    });

  it('finds no differences in untouched books', async () => {
    expect(await ledger.verification()).toEqual({
      from: null,
      to: null,
      detached_months: [],
      postings: 17 + 2 + 6,
      closed_days: 4,
      sum: 0,
      feed: { state: 'skipped', position: 0, events: 0, parked: 0, reason: null },
      journal: { state: 'none', days: 0 },
      differences: [],
    });
  });

  it.each(tamperings)('after %s reports %s on %s first', async (statement, what, day) => {
    try {
      await tamper(statement);
      const { differences } = await ledger.verification();
      expect(differences[0]).toMatchObject({ what, day });
      expect(differences[0]?.expected).not.toBe(differences[0]?.found);
    } finally {
      await restore();
    }
    expect((await ledger.verification()).differences).toEqual([]);
  });

  it('reports the expected and the found value, the posting and the person', async () => {
    await tamper(`update posting set amount = amount + 1 where ${anyPosting('fee')}`);
    const [tampered] = await ledger.database.query<{
      id: string;
      account: string;
      user: string;
      amount: string;
    }>(
      `select posting.id, account.id as account, user_id as user, amount
       from posting join account on account.id = person_account where posting.${anyPosting('fee')}`,
    );
    const { differences } = await ledger.verification();
    await restore();
    expect(differences[0]).toEqual({
      what: 'posting.amount',
      day: second,
      account: tampered?.account,
      user: tampered?.user,
      posting: tampered?.id,
      expected: String(Number(tampered?.amount) - 1),
      found: tampered?.amount,
      advice: null,
    });
  });

  it('verifies only the requested days, starting from the balances carried over', async () => {
    expect(await ledger.verification({ from: second, to: last })).toMatchObject({
      postings: 8 + 4,
      closed_days: 3,
      differences: [],
    });
    await tamper(`update business_day set fees = fees + 1 where day = '${second}'`);
    const seenFrom = async (from?: string, to?: string) =>
      (await ledger.verification({ from, to })).differences.map(({ what, day }) => `${what} ${day}`);
    const found = [`business_day.fees ${second}`, `business_day.hash ${second}`];
    const ranges: [string | undefined, string | undefined, string[]][] = [
      [undefined, undefined, found],
      [second, second, found],
      [undefined, first, []],
      [empty, undefined, []],
      [empty, last, []],
    ];
    const seen = [];
    for (const [from, to] of ranges) {
      seen.push(await seenFrom(from, to));
    }
    await restore();
    expect(seen).toEqual(ranges.map(([, , differences]) => differences));
  });

  it('is backed by triggers that protect carried-over balances from changes', async () => {
    const other = await Ledger.start();
    try {
      await other.deliver([assigned(uuidv7(), uuidv4(), `${first}T10:00:00Z`)]);
      await other.closeDueDays('2026-05-05T12:00:00Z');
      for (const change of ['update carried_balance set balance = -1', 'delete from carried_balance']) {
        await expect(other.database.query(change)).rejects.toThrow(/closed days never change/);
      }
    } finally {
      await other.stop();
    }
  });
});
