import type { BusinessDay, DayClosing } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { hashOfPayouts } from './day-hash.js';
import type { TaskResults } from './days.queries.js';

/** The totals of an open day and its payouts. Amounts are in minor units. */
export interface DayTotals extends Pick<
  BusinessDay,
  'postings' | 'fees' | 'rewards' | 'paid_people' | 'paid' | 'people_in_the_red' | 'carried_over'
> {
  /** SHA-256 over each person's payout, as PostgreSQL writes a bytea. */
  payouts_hash: string;
  payouts: DayClosing['payouts'];
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
export const peopleAtEnd = `
  select person.*, booked.postings, booked.fees, booked.rewards, booked.amount
  from (${balanceAtEnd}) as person
  left join (
    select person_account, count(*) as postings, sum(person_amount) as amount,
           sum(-person_amount) filter (where 'fee' in (kind, reverses_kind)) as fees,
           sum(person_amount) filter (where 'reward' in (kind, reverses_kind)) as rewards
    from posting where booked_on = $1::date
    group by person_account
  ) as booked on booked.person_account = person.id`;

// SQL: the totals of an open day and its payouts, from the rows `person` of `peopleAtEnd`.
export const totalsOfPeople = `
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

/** The totals and payouts of an open day, as they would be if it were closed now. */
export async function preview(tx: Transaction, day: string): Promise<Pick<DayClosing, 'day' | 'payouts'>> {
  const [found] = await tx.query<(DayTotals & TaskResults)[]>(
    `with person as materialized (${peopleAtEnd}), total as (${totalsOfPeople})
     select total.*, result.tasks_with_profit::float8, result.tasks_with_deficit::float8
     from total cross join task_results_of($1::date) as result`,
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
