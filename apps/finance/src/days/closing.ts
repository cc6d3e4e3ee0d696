import type { DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { idOfKey } from '../ledger/posting-id.js';
import { addStatements } from '../statements/due-statements.js';
import type { DueDays } from './calendar.js';
import { hashOfDay, hashOfPayouts } from './day-hash.js';

/** What a day comes to while it is open. Amounts are minor units. */
export interface DayTotals {
  postings: number;
  fees: number;
  rewards: number;
  paid_people: number;
  paid: number;
  people_in_the_red: number;
  carried_over: number;
  /** SHA-256 of who is paid how much, in hex. */
  payouts_hash: string;
}

type TaskResults = Pick<DayClosing['day'], 'tasks_with_profit' | 'tasks_with_deficit'>;

// SQL: everybody's balance at the end of the day $1. From the kept balances, less what later days brought already,
// instead of from every posting ever.
export const balanceAtEnd = `
  select account.id, account.user_id, account.balance - coalesce(later.amount, 0) as balance
  from account
  cross join lateral (
    select sum(person_amount) as amount from posting
    where person_account = account.id and booked_on > $1::date
  ) as later
  where account.kind = 'person'`;

/** The signal that a day was closed: its statements are to be mailed, and the day journal lacks it. */
export const dayClosed = 'business_day: closed';

/** Closes the first open day, which is over; nobody else may post or close meanwhile. */
export async function close(tx: Transaction, day: string, now: Date): Promise<void> {
  await settle(tx, day, now);
  await addStatements(tx, day);
}

/**
 * Closes days on which nothing was booked, which follow on a closed day and each other: nobody is paid, and everybody
 * carries over what they carried into them. One statement for all of them, however many (F6).
 */
export async function closeEmpty(
  tx: Transaction,
  { first, last }: Pick<DueDays, 'first' | 'last'>,
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into carried_balance (day, account, balance)
     select instant::date, before.account, before.balance
     from carried_balance as before, generate_series($1::date, $2::date, interval '1 day') as instant
     where before.day = $1::date - 1`,
    [first, last],
  );
  await tx.query(
    `with recursive chain as (
       select ${dayColumns('before')}, before.hash from business_day as before where before.day = $1::date - 1
       union all
       select ${dayColumns('closed')}, ${hashOfDay}
       from chain as before
       cross join lateral (
         select before.day + 1 as day, $3::timestamptz as closed_at, 0::bigint as postings, 0::bigint as fees,
                0::bigint as rewards, 0::bigint as paid_people, 0::bigint as paid,
                before.people_in_the_red, before.carried_over, sha256('') as payouts_hash
       ) as closed
       where before.day < $2::date
     )
     insert into business_day (${dayColumns()}, hash)
     select ${dayColumns()}, hash from chain where day >= $1::date
     order by day`,
    [first, last, now.toISOString()],
  );
}

/** SQL: what of a row of business_day its hash is made of. */
const dayColumns = (row?: string): string =>
  [
    'day',
    'closed_at',
    'postings',
    'fees',
    'rewards',
    'paid_people',
    'paid',
    'people_in_the_red',
    'carried_over',
    'payouts_hash',
  ]
    .map((column) => (row === undefined ? column : `${row}.${column}`))
    .join(', ');

/**
 * What closing a day does to the books, and nothing else: a day that is restored from the day journal is settled again,
 * but nobody is told or sent anything again (F11).
 */
export async function settle(tx: Transaction, day: string, closedAt: Date): Promise<void> {
  const totals = await totalsOf(tx, day);
  await payOut(tx, day, closedAt);
  await recordCarriedBalances(tx, day);
  await recordDay(tx, day, closedAt, totals);
}

/** What an open day comes to if nothing else is booked on it. */
export async function totalsOf(tx: Transaction, day: string): Promise<DayTotals> {
  const [totals] = await tx.query<DayTotals[]>(
    `with booked as (
       select count(*)::float8 as postings,
              coalesce(sum(-person_amount) filter (where 'fee' in (kind, reverses_kind)), 0)::float8 as fees,
              coalesce(sum(person_amount) filter (where 'reward' in (kind, reverses_kind)), 0)::float8 as rewards
       from posting where booked_on = $1::date
     ), people as (
       select count(*) filter (where balance > 0)::float8 as paid_people,
              coalesce(sum(balance) filter (where balance > 0), 0)::float8 as paid,
              count(*) filter (where balance < 0)::float8 as people_in_the_red,
              coalesce(sum(balance) filter (where balance < 0), 0)::float8 as carried_over,
              encode(${hashOfPayouts('user_id', 'balance', 'balance > 0')}, 'hex') as payouts_hash
       from (${balanceAtEnd}) as account
     )
     select * from booked, people`,
    [day],
  );
  if (!totals) {
    throw new Error(`${day} came to nothing`);
  }
  return totals;
}

/** For how many tasks an open day brought the company a profit so far, and for how many a deficit (F8). */
export async function taskResultsOf(tx: Transaction, day: string): Promise<TaskResults> {
  const [results] = await tx.query<TaskResults[]>(
    `select tasks_with_profit::float8, tasks_with_deficit::float8 from task_results_of($1)`,
    [day],
  );
  if (!results) {
    throw new Error(`the tasks of ${day} came to nothing`);
  }
  return results;
}

/** Who would be paid if an open day were closed now. */
export const duePayouts = (tx: Transaction, day: string): Promise<DayClosing['payouts']> =>
  tx.query(
    `select user_id as user, balance::float8 as amount
     from (${balanceAtEnd}) as account where balance > 0
     order by user_id`,
    [day],
  );

/**
 * Pays every positive balance out and so zeroes it (F6). The key keeps a person from being paid twice for a day, whoever
 * tries. Nobody may post meanwhile.
 */
async function payOut(tx: Transaction, day: string, paidAt: Date): Promise<void> {
  await tx.query(
    `with paid as (
       insert into posting
         (id, key, content_hash, kind, debit_account, credit_account, amount, occurred_at, booked_on)
       select ${idOfKey(`concat('payout:', person.user_id, ':', $1::date)`)},
              concat('payout:', person.user_id, ':', $1::date),
              sha256(convert_to(concat_ws(' ', 'payout', person.user_id, $1::date, person.balance), 'UTF8')),
              'payout', person.id, payouts.id, person.balance, $2, $1::date
       from (${balanceAtEnd}) as person
       join account as payouts on payouts.kind = 'payouts'
       where person.balance > 0
       returning debit_account, credit_account, amount
     ), change as (
       select debit_account as account, -amount as amount from paid
       union all
       select credit_account, sum(amount) from paid group by credit_account
     )
     update account set balance = account.balance + change.amount
     from change where account.id = change.account`,
    [day, paidAt.toISOString()],
  );
}

/** What stays with people after the payouts, which is what is left to be verified of all days before (F3). */
async function recordCarriedBalances(tx: Transaction, day: string): Promise<void> {
  await tx.query(
    `insert into carried_balance (day, account, balance)
     select $1::date, id, balance from (${balanceAtEnd}) as account where balance <> 0`,
    [day],
  );
}

/** Closes the day for good, chained to the day before by its hash. From here on the database refuses postings on it. */
async function recordDay(tx: Transaction, day: string, closedAt: Date, totals: DayTotals): Promise<void> {
  await tx.query(
    `with closed as (
       select $1::date as day, $2::timestamptz as closed_at, $3::bigint as postings, $4::bigint as fees,
              $5::bigint as rewards, $6::bigint as paid_people, $7::bigint as paid,
              $8::bigint as people_in_the_red, $9::bigint as carried_over, decode($10, 'hex') as payouts_hash
     )
     insert into business_day (${dayColumns()}, hash)
     select closed.*, ${hashOfDay}
     from closed left join business_day as before on before.day = closed.day - 1`,
    [
      day,
      closedAt.toISOString(),
      totals.postings,
      totals.fees,
      totals.rewards,
      totals.paid_people,
      totals.paid,
      totals.people_in_the_red,
      totals.carried_over,
      totals.payouts_hash,
    ],
  );
}
