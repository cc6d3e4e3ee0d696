-- Postings are partitioned by the month of the day they are booked on, and their permanent keys get a table of their own,
-- which is not: an effect is booked once, whatever the month (docs/adr/0070). Keeps every posting.

-- Keys (F2) --------------------------------------------------------------------------------------------------------------

-- The permanent key of each posting, with a hash of what the posting says. Rows are inserted nearly in the order of their
-- subjects, as these are UUID v7, so the index stays in memory however long the books are.
create table posting_key (
  subject uuid not null,
  posting uuid not null,
  task_id uuid,
  booked_on date not null,
  kind text not null,
  content_hash bytea not null,
  primary key (subject, kind)
);

comment on table posting_key is
  'Permanent keys: an effect is booked once, in whatever month. Stays when a month of postings is detached';
comment on column posting_key.subject is
  'What is booked once: the event of a fee, the task of a reward, the posting that a reversal reverses; of a payout, the '
  'first half of the hash of payout:<user>:<day>';

-- The only place that says how a key is written, for people and for the day journal.
create function key_of(kind text, subject uuid) returns text language sql immutable parallel safe as $$
  select case kind when 'fee' then 'assigned' when 'reward' then 'rewarded' else kind end || ':' || subject
$$;

comment on function key_of is
  'assigned:<event id>, rewarded:<task>, reversal:<posting> or payout:<first half of the hash of payout:<user>:<day>>';

-- Postings ---------------------------------------------------------------------------------------------------------------

alter table day_result drop constraint day_result_dearest_fkey;

comment on column day_result.dearest is 'A posting of the same day';

alter table posting rename to posting_before;
alter table posting_before
  drop constraint posting_reverses_fkey, drop constraint posting_pkey, drop constraint posting_key_key;
drop index posting_of_person, posting_booked_on, posting_of_task, posting_payout, posting_reversal, posting_reversals,
  posting_dearest;

-- As before, with a column for the event of a fee, and one for the day of what a reversal reverses, which finds its month.
-- The widest columns come first, so that no space between them is lost.
create table posting (
  id uuid not null,
  event_id uuid,
  task_id uuid,
  debit_account uuid not null,
  credit_account uuid not null,
  -- What the posting means for the person, computed by the database.
  person_account uuid not null generated always as (
    case when kind = 'reward' or reverses_kind is not distinct from 'fee' then credit_account else debit_account end
  ) stored,
  amount bigint not null check (amount > 0),
  person_amount bigint not null generated always as (
    case when kind = 'reward' or reverses_kind is not distinct from 'fee' then amount else -amount end
  ) stored,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  booked_on date not null,
  was_ahead boolean not null default false,
  kind text not null check (kind in ('fee', 'reward', 'payout', 'reversal')),
  reverses uuid,
  reversed_on date,
  reverses_kind text check (reverses_kind in ('fee', 'reward')),
  reason text,
  decided_by uuid,
  check (debit_account <> credit_account),
  constraint posting_task_check check ((kind = 'payout') = (task_id is null)),
  constraint posting_event_check check ((coalesce(reverses_kind, kind) = 'fee') = (event_id is not null)),
  constraint posting_reversal_check check (
    case when kind = 'reversal' then num_nulls(reverses, reversed_on, reverses_kind, reason, decided_by) = 0
         else num_nonnulls(reverses, reversed_on, reverses_kind, reason, decided_by) = 0
    end)
) partition by range (booked_on);

comment on column posting.event_id is 'The event that a fee was booked for; of a reversed fee too, so that the reversal says all of it';
comment on column posting.reverses is 'The fee or reward that this reverses. By its key, no posting is reversed twice';
comment on column posting.reversed_on is 'The day on which what this reverses is booked';
comment on column posting.was_ahead is
  'Its own time was in the future when it was booked, so it is booked on an earlier day than that time says';
comment on column posting.booked_on is 'The settlement day, in the business time zone';
comment on column posting.person_amount is 'The change to the balance of person_account';

create trigger posting_is_append_only before update or delete or truncate on posting
for each statement execute function refuse_change();

alter table posting enable always trigger posting_is_append_only;

create trigger posting_is_on_an_open_day after insert on posting
referencing new table as added for each statement execute function refuse_closed_day();

-- Checks all rows of a statement at once, instead of foreign keys, which look up each row three times. What a posting names
-- always stays: see below. Only lookups by index are efficient, however many rows the tables had when this was planned.
create function refuse_unfounded_posting() returns trigger language plpgsql
set enable_hashjoin = off set enable_mergejoin = off set enable_seqscan = off as $$
begin
  if exists (
    select from added
    left join posting_key as key on key.kind = added.kind and key.subject =
      case added.kind when 'fee' then added.event_id when 'reward' then added.task_id when 'reversal' then added.reverses
                      else added.id end
    left join account as debit on debit.id = added.debit_account
    left join account as credit on credit.id = added.credit_account
    left join task on task.id = added.task_id
    where key.posting is distinct from added.id or key.booked_on is distinct from added.booked_on
       or key.task_id is distinct from added.task_id
       or debit.id is null or credit.id is null or task.id is distinct from added.task_id
  ) then
    raise exception 'a posting without its permanent key, its accounts or its task is refused'
      using errcode = 'integrity_constraint_violation';
  end if;
  if exists (select from added where kind = 'reversal') and exists (
    select from added
    left join posting as reversed on reversed.booked_on = added.reversed_on and reversed.id = added.reverses
    where added.kind = 'reversal' and reversed.kind is distinct from added.reverses_kind
  ) then
    raise exception 'a reversal without the fee or reward that it reverses is refused'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create trigger posting_names_what_exists after insert on posting
referencing new table as added for each statement execute function refuse_unfounded_posting();

create function refuse_removal() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: postings are never changed, and they name its rows', tg_op, tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger account_stays before update of id or delete or truncate on account
for each statement execute function refuse_removal();

create trigger task_stays before update of id or delete or truncate on task
for each statement execute function refuse_removal();

create trigger posting_key_is_append_only before update or delete or truncate on posting_key
for each statement execute function refuse_change();

alter table posting_key enable always trigger posting_key_is_append_only;

-- Rows so far ------------------------------------------------------------------------------------------------------------

select make_month('posting', month)
from (select distinct date_trunc('month', booked_on)::date as month from posting_before) as booked
order by month;
select make_months();

-- The triggers guard what is booked; all this is booked already, on days that are closed.
alter table only posting disable trigger user;

insert into posting
  (id, event_id, task_id, debit_account, credit_account, amount, occurred_at, recorded_at, booked_on, was_ahead, kind,
   reverses, reversed_on, reverses_kind, reason, decided_by)
select before.id, substring(coalesce(reversed.key, before.key) from '^assigned:(.*)')::uuid, before.task_id,
       before.debit_account, before.credit_account, before.amount, before.occurred_at, before.recorded_at,
       before.booked_on, before.was_ahead, before.kind, before.reverses, reversed.booked_on, before.reverses_kind,
       before.reason, before.decided_by
from posting_before as before left join posting_before as reversed on reversed.id = before.reverses
order by before.booked_on, before.recorded_at;

insert into posting_key (subject, posting, task_id, booked_on, kind, content_hash)
select case kind when 'fee' then substring(key from '^assigned:(.*)')::uuid when 'reward' then task_id
                 when 'reversal' then reverses else substr(encode(sha256(convert_to(key, 'UTF8')), 'hex'), 1, 32)::uuid end,
       id, task_id, booked_on, kind, content_hash
from posting_before
order by booked_on, recorded_at;

alter table only posting enable trigger user;
alter table only posting enable always trigger posting_is_append_only;

drop table posting_before;

-- Indexes ----------------------------------------------------------------------------------------------------------------

-- By the id first: that finds a posting whose day is not known, in one step for each month.
alter table posting add primary key (id, booked_on);

-- Serves the audit log and the balance at the end of a day; only the reason needs the table.
create index posting_of_person on posting (person_account, booked_on, occurred_at) include (person_amount);
-- Rows arrive nearly in the order of days, so this costs next to nothing; a b-tree would cost something per posting.
create index posting_booked_on on posting using brin (booked_on) with (autosummarize = on);
create index posting_key_booked_on on posting_key using brin (booked_on) with (autosummarize = on);
-- A task's postings, in whatever months. Payouts belong to no task.
create index posting_key_of_task on posting_key (task_id) where task_id is not null;
-- Payouts and reversals are few among the postings. The day journal counts reversals every few seconds.
create index posting_payout on posting (booked_on, id) where kind = 'payout';
create index posting_key_of_reversal on posting_key (booked_on, posting) where kind = 'reversal';
-- Finding the most expensive task of a day is one step into this index, however many postings the day has.
create index posting_dearest on posting (booked_on, amount desc, occurred_at, task_id) where kind = 'reward';

-- Months -----------------------------------------------------------------------------------------------------------------

-- Nothing is booked before the first day of the books, so with these months nothing needs the default partition, even when
-- the books are rebuilt from the feeds. Runs as the owner, as make_months does.
create function make_months_of_books() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Instances that start together wait for each other instead of making the same month.
  perform pg_advisory_xact_lock(hashtextextended('ates:months of the books', 0));
  perform make_month('posting', month::date)
  from generate_series(
    date_trunc('month', least((select first_day from business_calendar), (select min(day) from journaled_day))::timestamp),
    now() at time zone 'UTC', interval '1 month') as month;
end $$;

comment on function make_months_of_books is 'Makes the months of postings since the books began';

-- Months in which something was booked, but whose postings are neither in a month of the table nor in the default partition.
-- Runs as the owner, since the running role has no rights on partitions.
create function detached_months_of_postings(first date, last date) returns setof date
language sql stable security definer set search_path = public, pg_temp as $$
  select month
  from (
    select distinct date_trunc('month', day::timestamp)::date as month from company_day_balance
    where day between first and last
  ) as booked
  where not exists (
      select from pg_inherits
      where inhparent = 'posting'::regclass and inhrelid = to_regclass(month_table('posting', month)))
    and not exists (
      select from posting_other where booked_on >= month and booked_on < (month + interval '1 month')::date)
  order by month
$$;

comment on function detached_months_of_postings is 'The months between two days whose postings were detached, by their first day';

-- Otherwise nothing would be paid for the day.
create function refuse_closing_without_postings() returns trigger language plpgsql as $$
begin
  if exists (select from closed, detached_months_of_postings(closed.day, closed.day)) then
    raise exception 'closing a day whose month of postings is detached is refused: attach the month first'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create trigger business_day_has_its_postings after insert on business_day
referencing new table as closed for each statement execute function refuse_closing_without_postings();
