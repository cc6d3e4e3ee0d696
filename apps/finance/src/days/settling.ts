import type { BusinessDay, DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { idOfKey } from '../ledger/posting-id.js';
import { queueStatements } from '../statements/due-statements.js';
import { hashedColumns, hashOfDay } from './day-hash.js';
import { missingTotals, peopleAtEnd, totalsOfPeople, type DayTotals } from './day-totals.js';
import { recordedDay, type RecordedDay, type TaskResults } from './days.queries.js';

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
  options: { queuesStatements: boolean },
): Promise<ClosedDay> {
  const { payouts, ...totals } = await payOut(tx, day, closedAt, options);
  const recorded = await recordDay(tx, day, closedAt, totals);
  const { mostExpensiveTask, ...results } = await resultsOf(tx, day);
  return { day: { ...recorded, ...results }, payouts, mostExpensiveTask };
}

/**
 * Reads the balances and the day's postings once. The key keeps a person from being paid twice for a day. Verifying
 * later days starts from the carried balances instead of all earlier days (F3).
 */
async function payOut(
  tx: Transaction,
  day: string,
  paidAt: Date,
  { queuesStatements }: { queuesStatements: boolean },
): Promise<DayTotals> {
  const [settled] = await tx.query<DayTotals[]>(
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
     ${totalsOfPeople}`,
    [day, paidAt.toISOString(), queuesStatements],
  );
  return settled ?? missingTotals(day);
}

/** Closes the day permanently, chained to the previous day by its hash. The database then rejects postings on it. */
async function recordDay(
  tx: Transaction,
  day: string,
  closedAt: Date,
  sums: Omit<DayTotals, 'payouts'>,
): Promise<RecordedDay> {
  const [recorded] = await tx.query<RecordedDay[]>(
    `with closed as (
       select * from json_to_record($1) as closed
         (day date, closed_at timestamptz, postings bigint, fees bigint, rewards bigint, paid_people bigint, paid bigint,
          people_in_the_red bigint, carried_over bigint, payouts_hash bytea)
     )
     insert into business_day (${hashedColumns}, hash)
     select closed.*, ${hashOfDay}
     from closed left join business_day as before on before.day = closed.day - 1
     returning ${recordedDay}`,
    [JSON.stringify({ day, closed_at: closedAt, ...sums })],
  );
  return recorded ?? missingTotals(day);
}

interface DayResults extends TaskResults, Pick<ClosedDay, 'mostExpensiveTask'> {}

/** What a trigger has stored with the closed day (F8, N3). */
async function resultsOf(tx: Transaction, day: string): Promise<DayResults> {
  const [results] = await tx.query<DayResults[]>(
    `select result.tasks_with_profit::float8, result.tasks_with_deficit::float8,
            case when dearest.id is not null
              then json_build_object('task_uuid', dearest.task_id, 'reward', dearest.amount) end as "mostExpensiveTask"
     from day_result as result left join posting as dearest on dearest.id = result.dearest
     where result.day = $1`,
    [day],
  );
  return results ?? missingTotals(day);
}
