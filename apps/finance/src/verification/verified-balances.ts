// $1 and $2 are the first and the last day. Each returns a row for each difference.

/** The company's balance of a day must mirror the postings of that day. */
export const wrongCompanyDays = `
  select 'company_day_balance.balance' as what, coalesce(kept.day, summed.day)::text as day, company.id as account,
         null::uuid as user, null::uuid as posting, coalesce(summed.balance, 0)::text as expected,
         coalesce(kept.balance, 0)::text as found
  from (select * from company_day_balance where day between $1 and $2) as kept
  full join (
    select booked_on as day, -sum(person_amount) as balance
    from posting where booked_on between $1 and $2 and kind <> 'payout'
    group by booked_on
  ) as summed on summed.day = kept.day
  join account as company on company.kind = 'company'
  where coalesce(kept.balance, 0) <> coalesce(summed.balance, 0)
  order by 2
  limit 100`;

/** A person's current balance must be what they carried over from the last closed day plus the postings since. */
export const wrongBalances = `
  with last as (
    select coalesce(max(day), '-infinity') as day from business_day
  ), movement as (
    select person_account as account, sum(person_amount) as amount
    from posting where booked_on > (select day from last)
    group by person_account
    union all
    select account, balance from carried_balance where day = (select day from last)
    union all
    select id, (select coalesce(sum(paid), 0) from business_day) from account where kind = 'payouts'
  ), summed as (
    select account, sum(amount) as balance from movement group by account
  )
  select 'account.balance' as what, null as day, account.id as account, account.user_id as user,
         null::uuid as posting, coalesce(summed.balance, 0)::text as expected, account.balance::text as found
  from account left join summed on summed.account = account.id
  where account.kind <> 'company' and account.balance <> coalesce(summed.balance, 0)
    and $1::date is not null and $2::date > (select day from last)
  order by account.user_id
  limit 100`;
