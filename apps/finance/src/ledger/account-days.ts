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
  const [row] = await source.query<{ opening_balance: string; days: Days['days'] }>(accountDaysSql, [
    user,
    from,
    to,
  ]);
  return { opening_balance: minorUnitsOf(row?.opening_balance ?? '0'), days: row?.days ?? [] };
}

// The opening balance of the first day is what the person carried over from the last closed day before it plus the
// postings since: the cost depends on the requested days only, however old the account is.
const accountDaysSql = `
  with person as (
    select id from account where user_id = $1
  ), opening as (
    select coalesce((
             select balance from carried_balance
             where carried_balance.day = closed.day and carried_balance.account = (select id from person)
           ), 0)
           + coalesce((
             select sum(person_amount) from posting
             where person_account = (select id from person)
               and booked_on > coalesce(closed.day, '-infinity') and booked_on < $2
           ), 0) as balance
    from (select max(day) as day from business_day where day < $2) as closed
  ), booked as (
    select booked_on as date,
           coalesce(sum(person_amount) filter (where kind = 'fee'), 0) as fees,
           coalesce(sum(person_amount) filter (where kind = 'reward'), 0) as rewards,
           coalesce(sum(person_amount) filter (where kind = 'reversal'), 0) as reversals,
           coalesce(sum(person_amount) filter (where kind = 'payout'), 0) as payout,
           sum(person_amount) as change,
           (select balance from opening) + sum(sum(person_amount)) over (order by booked_on) as closing_balance
    from posting
    where person_account = (select id from person) and booked_on between $2 and $3
    group by booked_on
  )
  select (select balance from opening)::text as opening_balance,
         coalesce(json_agg(json_build_object(
           'date', date,
           'opening_balance', closing_balance - change,
           'fees', fees,
           'rewards', rewards,
           'reversals', reversals,
           'payout', payout,
           'closing_balance', closing_balance
         ) order by date), '[]') as days
  from booked`;
