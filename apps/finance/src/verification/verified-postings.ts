import { idOfKey } from '../ledger/posting-id.js';
import { textOfReversal } from '../ledger/reverse-posting.js';

/** Each key must have its posting. $1 and $2 are the first and the last day. A row for each difference. */
export const lostPostings = `
  select 'posting_key.posting' as what, key.booked_on::text as day, null::uuid as account, null::uuid as user,
         key.posting, 'the posting of ' || key_of(key.kind, key.subject) as expected, 'nothing' as found
  from posting_key as key left join posting on posting.id = key.posting and posting.booked_on = key.booked_on
    and posting.booked_on between $1 and $2
  where key.booked_on between $1 and $2 and posting.id is null
  order by key.booked_on, key.posting
  limit 100`;

// $1 and $2 are the first and the last day, $3 and $4 the time zone and the end of its days. A row for each difference.
export const wrongPostings = `
  select checked.what, posting.booked_on::text as day, posting.person_account as account, person.user_id as user,
         posting.id as posting, checked.expected, coalesce(checked.found, 'nothing') as found
  from posting
  join account as debit on debit.id = posting.debit_account
  join account as credit on credit.id = posting.credit_account
  join account as person on person.id = posting.person_account
  left join task on task.id = posting.task_id
  cross join lateral (
    select case posting.kind
      when 'fee' then posting.event_id
      when 'reward' then posting.task_id
      when 'reversal' then posting.reverses
      else ${idOfKey(`concat('payout:', person.user_id, ':', posting.booked_on)`)}
    end as subject
  ) as about
  -- By its primary key, so that no plan reads all keys for each posting, however little PostgreSQL knows of the tables.
  left join posting_key as key on key.subject = about.subject and key.kind = posting.kind
  -- With a limit, PostgreSQL looks for the few reversed postings one by one, instead of reading all months.
  left join lateral (
    select * from posting as reversed
    where posting.kind = 'reversal' and reversed.id = posting.reverses and reversed.booked_on = posting.reversed_on
    limit 1
  ) as reversed on true
  left join business_day on business_day.day = posting.booked_on
  cross join lateral (
    select business_day_of(posting.occurred_at, $3, $4)::text as day,
           case coalesce(posting.reverses_kind, posting.kind) when 'fee' then task.fee when 'reward' then task.reward end as price,
           posting.kind = 'reward' or posting.reverses_kind = 'fee' as is_deposit
  ) as own
  cross join lateral (values
    (1, 'posting.amount', own.price::text, posting.amount::text),
    (2, 'posting.debit_account and credit_account',
     case when posting.kind = 'payout' then 'person to payouts' when own.is_deposit then 'company to person'
          else 'person to company' end,
     debit.kind || ' to ' || credit.kind),
    (3, 'posting.key',
     key_of(posting.kind, about.subject),
     case when key.posting = posting.id and key.booked_on = posting.booked_on
               and key.task_id is not distinct from posting.task_id then key_of(key.kind, key.subject) end),
    (4, 'posting.content_hash',
     encode(sha256(convert_to(
       case posting.kind
         when 'payout' then concat_ws(' ', 'payout', person.user_id, posting.booked_on, posting.amount)
         when 'reversal' then ${textOfReversal('posting.reverses', 'posting.reason', 'posting.decided_by', 'posting.occurred_at')}
         else concat_ws(' ', posting.kind, posting.task_id, person.user_id, extract(epoch from posting.occurred_at))
       end, 'UTF8')), 'hex'),
     encode(key.content_hash, 'hex')),
    (5, 'posting.reverses_kind', reversed.kind, posting.reverses_kind),
    (6, 'posting.reverses',
     case when reversed.id is not null then concat_ws(' ', reversed.task_id, reversed.event_id, reversed.amount, reversed.person_account) end,
     concat_ws(' ', posting.task_id, posting.event_id, posting.amount, posting.person_account)),
    (7, 'posting.booked_on',
     case when posting.kind = 'payout' or posting.was_ahead then posting.booked_on::text
          else greatest(own.day, posting.booked_on::text) end,
     posting.booked_on::text),
    (8, 'posting.occurred_at',
     case posting.kind when 'payout' then coalesce(business_day.closed_at, posting.occurred_at)::text
                       else posting.occurred_at::text end,
     posting.occurred_at::text)
  ) as checked (place, what, expected, found)
  where posting.booked_on between $1 and $2
    and checked.expected is distinct from checked.found
    and checked.expected is not null
  order by posting.booked_on, posting.occurred_at, posting.id, checked.place
  limit 100`;
