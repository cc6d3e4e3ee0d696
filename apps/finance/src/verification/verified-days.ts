import { hashOfDay, hashOfPayouts } from '../days/day-hash.js';

// $1 and $2 are the first and the last day. Each returns a row for each difference.

/** The balance carried over from a day must be the one carried into it plus the day's postings. */
export const wrongCarriedBalances = `
  with movement as (
    select business_day.day, posting.person_account as account, sum(posting.person_amount) as amount, 0 as kept
    from posting join business_day on business_day.day = posting.booked_on
    where posting.booked_on between $1 and $2
    group by 1, 2
    union all
    select day + 1, account, balance, 0
    from carried_balance
    where day between $1::date - 1 and $2::date - 1 and day + 1 <= (select max(day) from business_day)
    union all
    select day, account, 0, balance
    from carried_balance where day between $1 and $2
  )
  select 'carried_balance.balance' as what, movement.day::text, movement.account, account.user_id as user,
         null::uuid as posting, sum(movement.amount)::text as expected, sum(movement.kept)::text as found
  from movement join account on account.id = movement.account
  group by movement.day, movement.account, account.user_id
  having sum(movement.amount) <> sum(movement.kept)
  order by movement.day, movement.account
  limit 100`;

/** The totals of each closed day must match its postings and the balances carried over. */
export const wrongTotals = `
  select checked.what, closed.day::text, null::uuid as account, null::uuid as user, null::uuid as posting,
         checked.expected, checked.found
  from business_day as closed
  left join (
    select posting.booked_on as day,
           count(*) filter (where posting.kind <> 'payout') as postings,
           sum(-person_amount) filter (where 'fee' in (posting.kind, posting.reverses_kind)) as fees,
           sum(person_amount) filter (where 'reward' in (posting.kind, posting.reverses_kind)) as rewards,
           count(*) filter (where posting.kind = 'payout') as paid_people,
           sum(amount) filter (where posting.kind = 'payout') as paid,
           ${hashOfPayouts('person.user_id', 'posting.amount', `posting.kind = 'payout'`)} as payouts_hash
    from posting join account as person on person.id = posting.person_account
    where posting.booked_on between $1 and $2
    group by posting.booked_on
  ) as booked on booked.day = closed.day
  left join (
    select day, count(*) as people, sum(balance) as balance
    from carried_balance where day between $1 and $2
    group by day
  ) as carried on carried.day = closed.day
  cross join lateral (values
    ('business_day.postings', coalesce(booked.postings, 0)::text, closed.postings::text),
    ('business_day.fees', coalesce(booked.fees, 0)::text, closed.fees::text),
    ('business_day.rewards', coalesce(booked.rewards, 0)::text, closed.rewards::text),
    ('business_day.paid_people', coalesce(booked.paid_people, 0)::text, closed.paid_people::text),
    ('business_day.paid', coalesce(booked.paid, 0)::text, closed.paid::text),
    ('business_day.people_in_the_red', coalesce(carried.people, 0)::text, closed.people_in_the_red::text),
    ('business_day.carried_over', coalesce(carried.balance, 0)::text, closed.carried_over::text),
    ('business_day.payouts_hash', encode(coalesce(booked.payouts_hash, sha256('')), 'hex'), encode(closed.payouts_hash, 'hex'))
  ) as checked (what, expected, found)
  where closed.day between $1 and $2 and checked.expected <> checked.found
  order by closed.day
  limit 100`;

/** Closed days have no gaps, and every row booked on a closed day has its day. */
export const missingDays = `
  select 'business_day' as what, missing.day::text, null::uuid as account, null::uuid as user,
         null::uuid as posting, 'closed' as expected, 'nothing' as found
  from (
    select day - 1 as day from business_day where day > (select min(day) from company_day_balance)
    union
    select booked_on from posting
    where booked_on between $1 and $2 and (booked_on < (select max(day) from business_day) or kind = 'payout')
    union
    select day from carried_balance where day between $1 and $2
  ) as missing
  where missing.day between $1 and $2
    and not exists (select from business_day where business_day.day = missing.day)
  order by missing.day
  limit 100`;

/** The hash of each closed day must cover its values and the hash of the previous day. */
export const wrongHashes = `
  select 'business_day.hash' as what, closed.day::text, null::uuid as account, null::uuid as user,
         null::uuid as posting, encode(${hashOfDay}, 'hex') as expected, encode(closed.hash, 'hex') as found
  from business_day as closed left join business_day as before on before.day = closed.day - 1
  where closed.day between $1 and $2 and closed.hash <> ${hashOfDay}
  order by closed.day
  limit 100`;

/** The stored results of each closed day must match its postings (F8, N3). */
export const wrongResults = `
  select checked.what, closed.day::text, null::uuid as account, null::uuid as user, null::uuid as posting,
         checked.expected, case when kept.day is null then 'no row' else checked.found end as found
  from business_day as closed
  cross join lateral (select dearest_reward_of(closed.day) as posting) as dearest
  left join (
    select booked_on as day, count(*) filter (where income > 0) as with_profit,
           count(*) filter (where income < 0) as with_deficit
    from (
      select booked_on, task_id, sum(-person_amount) as income from posting
      where booked_on between $1 and $2 and kind <> 'payout'
      group by booked_on, task_id
    ) as task
    group by booked_on
  ) as counted on counted.day = closed.day
  left join day_result as kept on kept.day = closed.day
  cross join lateral (values
    (1, 'day_result.dearest', coalesce(dearest.posting::text, 'nothing'), coalesce(kept.dearest::text, 'nothing')),
    (2, 'day_result.tasks_with_profit', coalesce(counted.with_profit, 0)::text, kept.tasks_with_profit::text),
    (3, 'day_result.tasks_with_deficit', coalesce(counted.with_deficit, 0)::text, kept.tasks_with_deficit::text)
  ) as checked (place, what, expected, found)
  where closed.day between $1 and $2 and (kept.day is null or checked.found is distinct from checked.expected)
  order by closed.day, checked.place
  limit 100`;
