import type { DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { idOfKey } from '../ledger/posting-id.js';
import { addStatements } from '../statements/due-statements.js';
import type { DueDays } from './calendar.js';
import { hashOfDay, hashOfPayouts } from './day-hash.js';

/** Totals of a day while it is open. Amounts are in minor units. */
export interface DayTotals {
  postings: number;
  fees: number;
  rewards: number;
  paid_people: number;
  paid: number;
  people_in_the_red: number;
  carried_over: number;
  /** SHA-256 over each person's payout, in hex. */
  payouts_hash: string;
}

type TaskResults = Pick<DayClosing['day'], 'tasks_with_profit' | 'tasks_with_deficit'>;

// SQL: everyone's balance at the end of the day $1. Subtracts the postings of later days from the stored balances
// instead of adding up every posting ever made.
export const balanceAtEnd = `
  select account.id, account.user_id, account.balance - coalesce(later.amount, 0) as balance
  from account
  cross join lateral (
    select sum(person_amount) as amount from posting
    where person_account = account.id and booked_on > $1::date
  ) as later
  where account.kind = 'person'`;

/** Closes the first open day, which has ended. The caller holds the lock that keeps others from posting and closing. */
export async function close(tx: Transaction, day: string, now: Date): Promise<void> {
  await settle(tx, day, now);
  await addStatements(tx, day);
}

/**
 * Closes consecutive days without postings, right after a closed day: no one is paid, and everyone's balance is carried
 * over unchanged. One statement for all of them, however many (F6).
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

/** SQL: the columns of business_day that its hash covers. */
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
 * What closing a day does to the books, and nothing else. Restoring a day from the day journal settles it again, but
 * publishes no events and sends no statements (F11).
 */
export async function settle(tx: Transaction, day: string, closedAt: Date): Promise<void> {
  const totals = await totalsOf(tx, day);
  await payOut(tx, day, closedAt);
  await recordCarriedBalances(tx, day);
  await recordDay(tx, day, closedAt, totals);
}

/** The totals of an open day, as they would be if nothing else is booked on it. */
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
    throw new Error(`${day} has no totals`);
  }
  return totals;
}

/** How many tasks have brought the company a profit on an open day so far, and how many a loss (F8). */
export async function taskResultsOf(tx: Transaction, day: string): Promise<TaskResults> {
  const [results] = await tx.query<TaskResults[]>(
    `select tasks_with_profit::float8, tasks_with_deficit::float8 from task_results_of($1)`,
    [day],
  );
  if (!results) {
    throw new Error(`${day} has no task results`);
  }
  return results;
}

/** The payouts if an open day were closed now. */
export const duePayouts = (tx: Transaction, day: string): Promise<DayClosing['payouts']> =>
  tx.query(
    `select user_id as user, balance::float8 as amount
     from (${balanceAtEnd}) as account where balance > 0
     order by user_id`,
    [day],
  );

/**
 * Pays out every positive balance and so sets it to zero (F6). The key keeps a person from being paid twice for a day.
 * The caller holds the lock that keeps others from posting.
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

/**
 * Records the balances left after the payouts. Verifying later days starts from these instead of all earlier days (F3).
 */
async function recordCarriedBalances(tx: Transaction, day: string): Promise<void> {
  await tx.query(
    `insert into carried_balance (day, account, balance)
     select $1::date, id, balance from (${balanceAtEnd}) as account where balance <> 0`,
    [day],
  );
}

/** Closes the day permanently, chained to the previous day by its hash. The database then rejects postings on it. */
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
