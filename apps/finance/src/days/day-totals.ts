import type { BusinessDay, DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { hashOfPayouts } from './day-hash.js';

/** What was booked on a day, apart from payouts. Amounts are in minor units. */
export type BookedTotals = Pick<
  BusinessDay,
  'postings' | 'fees' | 'rewards' | 'tasks_with_profit' | 'tasks_with_deficit'
>;

/** What the people of a day are paid and carry over. Amounts are in minor units. */
export interface PeopleTotals extends Pick<
  BusinessDay,
  'paid_people' | 'paid' | 'people_in_the_red' | 'carried_over'
> {
  /** SHA-256 over each person's payout, as PostgreSQL writes a bytea. */
  payouts_hash: string;
}

// SQL: what was booked on the day $1. The only statement of a close that reads all postings of the day, and it reads them
// once. It changes nothing, so PostgreSQL may share it among its processes.
const bookedTotals = `
  select coalesce(sum(postings), 0)::float8 as postings, coalesce(sum(fees), 0)::float8 as fees,
         coalesce(sum(rewards), 0)::float8 as rewards,
         count(*) filter (where fees > rewards)::float8 as tasks_with_profit,
         count(*) filter (where fees < rewards)::float8 as tasks_with_deficit
  from (
    select count(*) as postings,
           coalesce(sum(-person_amount) filter (where 'fee' in (kind, reverses_kind)), 0) as fees,
           coalesce(sum(person_amount) filter (where 'reward' in (kind, reverses_kind)), 0) as rewards
    from posting where booked_on = $1::date and kind <> 'payout'
    group by task_id
  ) as task`;

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

// SQL: the totals of the rows `person` of `balanceAtEnd`.
export const totalsOfPeople = `
  select count(*) filter (where balance > 0)::float8 as paid_people,
         coalesce(sum(balance) filter (where balance > 0), 0)::float8 as paid,
         count(*) filter (where balance < 0)::float8 as people_in_the_red,
         coalesce(sum(balance) filter (where balance < 0), 0)::float8 as carried_over,
         ${hashOfPayouts('user_id', 'balance', 'balance > 0')}::text as payouts_hash
  from person`;

/** Returns what was booked on an open day. */
export async function totalsOfBooked(tx: Transaction, day: string): Promise<BookedTotals> {
  const [totals] = await tx.query<BookedTotals[]>(bookedTotals, [day]);
  return totals ?? missingTotals(day);
}

/** The totals and payouts of an open day, as they would be if it were closed now: in one statement, as of one instant. */
export async function preview(tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> {
  const [found] = await tx.query<(BookedTotals & PeopleTotals & Pick<DayClosing, 'payouts'>)[]>(
    `with person as materialized (${balanceAtEnd})
     select booked.*, total.*,
            (select coalesce(json_agg(json_build_object('user', user_id, 'amount', balance) order by user_id), '[]')
             from person where balance > 0) as payouts
     from (${bookedTotals}) as booked cross join (${totalsOfPeople}) as total`,
    [day],
  );
  const { payouts, payouts_hash: _, ...sums } = found ?? missingTotals(day);
  return {
    day: { date: day, closed_at: null, ...sums, income: sums.fees - sums.rewards, hash: null },
    payouts,
  };
}

export const missingTotals = (day: string): never => {
  throw new Error(`${day} has no totals`);
};
