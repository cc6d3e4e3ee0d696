import type { Transaction } from '@ates/platform';
import { bookings } from '../ledger/booking.js';
import { idOfKey } from '../ledger/posting-id.js';
import { queueStatements } from '../statements/due-statements.js';
import { hashedColumns, hashOfDay } from './day-hash.js';
import {
  balanceAtEnd,
  missingTotals,
  totalsOfBooked,
  totalsOfPeople,
  type BookedTotals,
  type PeopleTotals,
} from './day-totals.js';

/**
 * Settles a day on which nothing more can be booked: pays out every positive balance, carries over the others, and closes
 * the day permanently. No poster waits for this. `withdrawPayouts` must follow, as the last step of the transaction.
 * Restoring a day from the day journal settles it again, but queues no statements and publishes nothing (F11).
 */
export async function settle(
  tx: Transaction,
  day: string,
  closedAt: Date,
  options: { queuesStatements: boolean },
): Promise<void> {
  const booked = await totalsOfBooked(tx, day);
  const people = await payOut(tx, day, closedAt, options);
  await recordDay(tx, day, closedAt, { ...booked, ...people });
}

/**
 * Books everyone's payout, whatever is being booked on later days. The key keeps a person from being paid twice for a day.
 * Verifying later days starts from the carried balances instead of all earlier days (F3).
 */
async function payOut(
  tx: Transaction,
  day: string,
  paidAt: Date,
  { queuesStatements }: { queuesStatements: boolean },
): Promise<PeopleTotals> {
  const [settled] = await tx.query<PeopleTotals[]>(
    `with person as materialized (${balanceAtEnd}), ${bookings(payoutRows, { ifBooked: 'fail' })}, carried as (
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

// SQL: the payout of each row `person` of `balanceAtEnd`, on the day $1, paid at $2.
const payoutRows = `
  select ${idOfKey(`concat('payout:', person.user_id, ':', $1::date)`)} as id,
         ${idOfKey(`concat('payout:', person.user_id, ':', $1::date)`)} as subject, 'payout' as kind,
         sha256(convert_to(concat_ws(' ', 'payout', person.user_id, $1::date, person.balance), 'UTF8')) as content_hash,
         person.id as debit_account, payouts.id as credit_account, person.balance as amount, null::uuid as task_id, $2::timestamptz as occurred_at,
         $1::date as booked_on
  from person join account as payouts on payouts.kind = 'payouts'
  where person.balance > 0`;

/** Closes the day permanently, chained to the previous day by its hash. The database then rejects postings on it. */
async function recordDay(
  tx: Transaction,
  day: string,
  closedAt: Date,
  totals: BookedTotals & PeopleTotals,
): Promise<void> {
  await tx.query(
    `with totals as (
       select * from json_to_record($1) as totals
         (day date, closed_at timestamptz, postings bigint, fees bigint, rewards bigint, paid_people bigint, paid bigint,
          people_in_the_red bigint, carried_over bigint, payouts_hash bytea, tasks_with_profit bigint,
          tasks_with_deficit bigint)
     ), closed as (
       select ${hashedColumns} from totals
     ), recorded as (
       insert into business_day (${hashedColumns}, hash)
       select closed.*, ${hashOfDay}
       from closed left join business_day as before on before.day = closed.day - 1
     )
     insert into day_result (day, dearest, tasks_with_profit, tasks_with_deficit)
     select day, dearest_reward_of(day), tasks_with_profit, tasks_with_deficit from totals`,
    [JSON.stringify({ day, closed_at: closedAt, ...totals })],
  );
}

/**
 * Takes the payouts of a day off the balances. Posters of the same people wait for this until the commit, so it comes
 * last; like them, it locks the accounts in the order of their ids.
 */
export async function withdrawPayouts(tx: Transaction, day: string): Promise<void> {
  await tx.query(
    `with paid as (
       select debit_account, credit_account, amount from posting where booked_on = $1 and kind = 'payout'
     ), change as (
       select debit_account as account, -amount as amount from paid
       union all
       select credit_account, sum(amount) from paid group by credit_account
     ), locked as (
       select account.id, change.amount
       from account join change on change.account = account.id
       order by account.id
       for no key update of account
     )
     update account set balance = account.balance + locked.amount
     from locked where account.id = locked.id`,
    [day],
  );
}
