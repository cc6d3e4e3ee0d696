import type { AccountDays } from '@ates/contracts';
import type { ReadSource } from '@ates/platform';
import { minorUnitsOf } from './minor-units.js';

type Days = Pick<AccountDays, 'opening_balance' | 'days'>;

/** What each day changed on a person's account, `from` and `to` included. Leaves out days without a posting. */
export async function accountDaysOf(
  source: ReadSource,
  user: string,
  { from, to }: { from: string; to: string },
): Promise<Days> {
  const opening = await balanceBefore(source, user, from);
  const [row] = await source.query<{ days: Days['days'] }>(accountDaysSql, [user, from, to, opening]);
  return { opening_balance: minorUnitsOf(opening), days: row?.days ?? [] };
}

/** A person's balance at the end of a day. */
export async function balanceAtEndOf(source: ReadSource, user: string, day: string): Promise<number> {
  return minorUnitsOf(await balanceBefore(source, user, day, 1));
}

interface Carried {
  /** The day after the last closed day. */
  since: string;
  balance: string;
  is_last: boolean;
}

/**
 * A person's balance at the beginning of a day, or some days later: what they carried over from the last closed day plus
 * the postings since, so the cost does not depend on how old the account is. Asks for that day first: with it as a
 * constant, PostgreSQL looks into the months since then only.
 */
async function balanceBefore(source: ReadSource, user: string, day: string, later = 0): Promise<string> {
  const [carried] = await source.query<Carried>(carriedBefore, [user, day, later]);
  if (carried?.is_last) {
    return carried.balance;
  }
  const { since, balance } = carried ?? { since: '-infinity', balance: '0' };
  const [row] = await source.query<{ balance: string }>(balanceSince, [user, day, later, since, balance]);
  return row?.balance ?? balance;
}

const carriedBefore = `
  select (closed.day + 1)::text as since, closed.day + 1 = $2::date + $3::int as is_last,
         coalesce((select balance from carried_balance
                   where day = closed.day and account = (select id from account where user_id = $1)), 0)::text as balance
  from (select day from business_day where day < $2::date + $3::int order by day desc limit 1) as closed`;

const balanceSince = `
  select ($5::bigint + coalesce(sum(person_amount), 0))::text as balance
  from posting
  where person_account = (select id from account where user_id = $1)
    and booked_on >= $4::date and booked_on < $2::date + $3::int`;

const accountDaysSql = `
  with booked as (
    select booked_on as date,
           coalesce(sum(person_amount) filter (where kind = 'fee'), 0) as fees,
           coalesce(sum(person_amount) filter (where kind = 'reward'), 0) as rewards,
           coalesce(sum(person_amount) filter (where kind = 'reversal'), 0) as reversals,
           coalesce(sum(person_amount) filter (where kind = 'payout'), 0) as payout,
           sum(person_amount) as change,
           $4::bigint + sum(sum(person_amount)) over (order by booked_on) as closing_balance
    from posting
    where person_account = (select id from account where user_id = $1) and booked_on between $2 and $3
    group by booked_on
  )
  select coalesce(json_agg(json_build_object(
           'date', date,
           'opening_balance', closing_balance - change,
           'fees', fees,
           'rewards', rewards,
           'reversals', reversals,
           'payout', payout,
           'closing_balance', closing_balance
         ) order by date), '[]') as days
  from booked`;
