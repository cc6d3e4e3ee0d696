import type { CompanyAnalytics } from '@ates/contracts';
import type { ReadSource } from '@ates/platform';
import type { Books } from './books.js';
import type { DayRange } from './day-range.js';

type CompanyDays = Pick<CompanyAnalytics, 'income' | 'days'>;

/** The company's income and people's results for each day of a range (N1): closed days as they were closed. */
export async function companyDays(source: ReadSource, range: DayRange, books: Books): Promise<CompanyDays> {
  const days = await source.query<CompanyDays['days'][number]>(companyDaysSql, [
    range.from,
    range.to,
    books.lastClosed,
    books.today,
  ]);
  return { income: days.reduce((sum, { income }) => sum + income, 0), days };
}

// Balances at the end of open days are computed backwards from the current ones and each day's changes: one pass over
// the open days, however many there are.
const companyDaysSql = `
  with open_day as (
    select day from company_day_balance where day > $3::date and day >= $1::date
    union
    select $4::date where $4::date between greatest($1::date, $3::date) and $2::date
  ), movement as (
    select person_account, booked_on, sum(person_amount) as amount
    from posting where booked_on > $3::date and booked_on > (select min(day) from open_day where day <= $2::date)
    group by 1, 2
  ), standing as (
    select open_day.day,
           account.balance - coalesce(sum(movement.amount) over (
             partition by account.id order by open_day.day desc rows between unbounded preceding and 1 preceding
           ), 0) as balance
    from open_day
    join account on account.kind = 'person'
    left join movement on movement.person_account = account.id and movement.booked_on = open_day.day
  ), people as (
    select day, count(*) filter (where balance > 0) as earned, count(*) filter (where balance < 0) as in_the_red
    from standing group by day
  )
  select day::text as date, true as is_closed, (fees - rewards)::float8 as income,
         paid_people::float8 as people_earned, people_in_the_red::float8 as people_in_the_red
  from business_day where day between $1 and $2
  union all
  select day::text, false, coalesce(company_day_balance.balance, 0)::float8,
         coalesce(people.earned, 0)::float8, coalesce(people.in_the_red, 0)::float8
  from open_day left join company_day_balance using (day) left join people using (day)
  where day <= $2
  order by date desc`;
