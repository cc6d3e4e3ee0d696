import type { Transaction } from '@ates/platform';
import { hashedColumns, hashOfDay } from './day-hash.js';

/**
 * Settles consecutive days without postings, right after a closed day: no one is paid, and everyone's balance is carried
 * over unchanged. One statement for all of them, however many (F6).
 */
export async function settleEmptyDays(
  tx: Transaction,
  first: string,
  last: string,
  closedAt: Date,
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
       select ${hashedColumns}, hash from business_day where day = $1::date - 1
       union all
       select closed.*, ${hashOfDay}
       from chain as before
       cross join lateral (
         select before.day + 1 as day, $3::timestamptz as closed_at, 0::bigint as postings, 0::bigint as fees,
                0::bigint as rewards, 0::bigint as paid_people, 0::bigint as paid,
                before.people_in_the_red, before.carried_over, sha256('') as payouts_hash
       ) as closed
       where before.day < $2::date
     ), recorded as (
       insert into business_day (${hashedColumns}, hash)
       select ${hashedColumns}, hash from chain where day >= $1::date
       returning day
     )
     insert into day_result (day, dearest, tasks_with_profit, tasks_with_deficit)
     select day, null, 0, 0 from recorded`,
    [first, last, closedAt.toISOString()],
  );
}
