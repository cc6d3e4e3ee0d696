import type { BusinessDay, DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { idOfKey } from '../ledger/posting-id.js';
import { queueStatements } from '../statements/due-statements.js';
import { hashOfDay, hashOfPayouts } from './day-hash.js';
import { recordedDay } from './days.queries.js';

/** A day that was just closed. Amounts are in minor units. */
export interface ClosedDay {
  day: BusinessDay;
  payouts: DayClosing['payouts'];
  /** The completed task with the highest reward; of equal ones the first completed. */
  mostExpensiveTask: { task_uuid: string; reward: number } | null;
}

/**
 * What closing a day does to the books: pays out every positive balance and so sets it to zero, carries over the
 * others, and closes the day permanently. Restoring a day from the day journal settles it again, but queues no
 * statements and publishes nothing (F11).
 */
export async function settle(
  tx: Transaction,
  day: string,
  closedAt: Date,
  { queuesStatements }: { queuesStatements: boolean },
): Promise<ClosedDay> {
  const { payouts, ...totals } = await payOut(tx, day, closedAt, queuesStatements);
  const recorded = await recordDay(tx, day, closedAt, totals);
  const { mostExpensiveTask, ...results } = await resultsOf(tx, day);
  return { day: { ...recorded, ...results }, payouts, mostExpensiveTask };
}

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

// SQL: everyone at the end of the open day $1, with the sums of their postings of the day.
const peopleAtEnd = `
  select person.*, booked.postings, booked.fees, booked.rewards, booked.amount
  from (${balanceAtEnd}) as person
  left join (
    select person_account, count(*) as postings, sum(person_amount) as amount,
           sum(-person_amount) filter (where 'fee' in (kind, reverses_kind)) as fees,
           sum(person_amount) filter (where 'reward' in (kind, reverses_kind)) as rewards
    from posting where booked_on = $1::date
    group by person_account
  ) as booked on booked.person_account = person.id`;

interface Totals extends Pick<
  BusinessDay,
  'postings' | 'fees' | 'rewards' | 'paid_people' | 'paid' | 'people_in_the_red' | 'carried_over'
> {
  /** SHA-256 over each person's payout, as PostgreSQL writes a bytea. */
  payouts_hash: string;
  payouts: DayClosing['payouts'];
}

// SQL: the totals of an open day and its payouts, from the rows `person` of `peopleAtEnd`.
const totals = `
  select coalesce(sum(postings), 0)::float8 as postings, coalesce(sum(fees), 0)::float8 as fees,
         coalesce(sum(rewards), 0)::float8 as rewards,
         count(*) filter (where balance > 0)::float8 as paid_people,
         coalesce(sum(balance) filter (where balance > 0), 0)::float8 as paid,
         count(*) filter (where balance < 0)::float8 as people_in_the_red,
         coalesce(sum(balance) filter (where balance < 0), 0)::float8 as carried_over,
         ${hashOfPayouts('user_id', 'balance', 'balance > 0')}::text as payouts_hash,
         coalesce(json_agg(json_build_object('user', user_id, 'amount', balance) order by user_id)
                    filter (where balance > 0), '[]') as payouts
  from person`;

/**
 * Reads the balances and the day's postings once. The key keeps a person from being paid twice for a day. Verifying
 * later days starts from the carried balances instead of all earlier days (F3).
 */
async function payOut(
  tx: Transaction,
  day: string,
  paidAt: Date,
  queuesStatements: boolean,
): Promise<Totals> {
  const [settled] = await tx.query<Totals[]>(
    `with person as materialized (${peopleAtEnd}), paid as (
       insert into posting
         (id, key, content_hash, kind, debit_account, credit_account, amount, occurred_at, booked_on)
       select ${idOfKey(`concat('payout:', person.user_id, ':', $1::date)`)},
              concat('payout:', person.user_id, ':', $1::date),
              sha256(convert_to(concat_ws(' ', 'payout', person.user_id, $1::date, person.balance), 'UTF8')),
              'payout', person.id, payouts.id, person.balance, $2, $1::date
       from person join account as payouts on payouts.kind = 'payouts'
       where person.balance > 0
       returning debit_account, credit_account, amount
     ), change as (
       select debit_account as account, -amount as amount from paid
       union all
       select credit_account, sum(amount) from paid group by credit_account
     ), changed as (
       update account set balance = account.balance + change.amount
       from change where account.id = change.account
     ), carried as (
       insert into carried_balance (day, account, balance)
       select $1::date, id, balance from person where balance < 0
     ), queued as (
       ${queueStatements('$1::date', 'person', '$3::boolean')}
     )
     ${totals}`,
    [day, paidAt.toISOString(), queuesStatements],
  );
  return settled ?? missing(day);
}

/** The totals and payouts of an open day, as they would be if it were closed now. */
export async function preview(tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> {
  const [found] = await tx.query<(Totals & TaskResults)[]>(
    `with person as materialized (${peopleAtEnd}), total as (${totals})
     select total.*, result.tasks_with_profit::float8, result.tasks_with_deficit::float8
     from total cross join task_results_of($1::date) as result`,
    [day],
  );
  const { payouts, payouts_hash: _, ...sums } = found ?? missing(day);
  return {
    day: { date: day, closed_at: null, ...sums, income: sums.fees - sums.rewards, hash: null },
    payouts,
  };
}

const missing = (day: string): never => {
  throw new Error(`${day} has no totals`);
};

type TaskResults = Pick<BusinessDay, 'tasks_with_profit' | 'tasks_with_deficit'>;
type RecordedDay = Omit<BusinessDay, keyof TaskResults>;

// The columns of business_day that its hash covers.
const columns = `day, closed_at, postings, fees, rewards, paid_people, paid, people_in_the_red, carried_over, payouts_hash`;

/** Closes the day permanently, chained to the previous day by its hash. The database then rejects postings on it. */
async function recordDay(
  tx: Transaction,
  day: string,
  closedAt: Date,
  sums: Omit<Totals, 'payouts'>,
): Promise<RecordedDay> {
  const [recorded] = await tx.query<RecordedDay[]>(
    `with closed as (
       select * from json_to_record($1) as closed
         (day date, closed_at timestamptz, postings bigint, fees bigint, rewards bigint, paid_people bigint, paid bigint,
          people_in_the_red bigint, carried_over bigint, payouts_hash bytea)
     )
     insert into business_day (${columns}, hash)
     select closed.*, ${hashOfDay}
     from closed left join business_day as before on before.day = closed.day - 1
     returning ${recordedDay}`,
    [JSON.stringify({ day, closed_at: closedAt, ...sums })],
  );
  return recorded ?? missing(day);
}

/** What a trigger has stored with the closed day (F8, N3). */
async function resultsOf(
  tx: Transaction,
  day: string,
): Promise<TaskResults & Pick<ClosedDay, 'mostExpensiveTask'>> {
  const [results] = await tx.query<(TaskResults & Pick<ClosedDay, 'mostExpensiveTask'>)[]>(
    `select result.tasks_with_profit::float8, result.tasks_with_deficit::float8,
            case when dearest.id is not null
              then json_build_object('task_uuid', dearest.task_id, 'reward', dearest.amount) end as "mostExpensiveTask"
     from day_result as result left join posting as dearest on dearest.id = result.dearest
     where result.day = $1`,
    [day],
  );
  return results ?? missing(day);
}

/**
 * Settles consecutive days without postings, right after a closed day: no one is paid, and everyone's balance is carried
 * over unchanged. One statement for all of them, however many (F6).
 */
export async function settleEmpty(
  tx: Transaction,
  first: string,
  last: string,
  closedAt: Date,
): Promise<ClosedDay[]> {
  await tx.query(
    `insert into carried_balance (day, account, balance)
     select instant::date, before.account, before.balance
     from carried_balance as before, generate_series($1::date, $2::date, interval '1 day') as instant
     where before.day = $1::date - 1`,
    [first, last],
  );
  const days = await tx.query<RecordedDay[]>(
    `with recursive chain as (
       select ${columns}, hash from business_day where day = $1::date - 1
       union all
       select closed.*, ${hashOfDay}
       from chain as before
       cross join lateral (
         select before.day + 1 as day, $3::timestamptz as closed_at, 0::bigint as postings, 0::bigint as fees,
                0::bigint as rewards, 0::bigint as paid_people, 0::bigint as paid,
                before.people_in_the_red, before.carried_over, sha256('') as payouts_hash
       ) as closed
       where before.day < $2::date
     )
     insert into business_day (${columns}, hash)
     select ${columns}, hash from chain where day >= $1::date
     order by day
     returning ${recordedDay}`,
    [first, last, closedAt.toISOString()],
  );
  return days.map((day) => ({
    day: { ...day, tasks_with_profit: 0, tasks_with_deficit: 0 },
    payouts: [],
    mostExpensiveTask: null,
  }));
}
