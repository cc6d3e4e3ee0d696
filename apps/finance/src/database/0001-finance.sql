-- The tables of Finance: prices of tasks, the ledger, closed days and what belongs to them, statements, and the restoring
-- of lost days. All amounts are in minor units.
--
-- Finance's database also has the tables of the libraries, which their own files create before this one:
--   libs/platform/src/database/0001-platform.sql       idempotency keys, leases
--   libs/messaging/src/0001-messaging.sql              events, consumer positions, parked messages
--   libs/identity/src/0001-identity.sql                cached people, the issuer's keys
--   libs/security-log/src/0001-security-log.sql        who did what
--
-- Postings and closed days must never change, not even by mistake of the owner: triggers refuse it. They are enabled
-- `always`; otherwise a session that replays rows as a replica would bypass them.

-- People who left, by their e-mail address, for the list of accounts.
create index cached_user_email_of_deleted on cached_user (lower(email)) where is_deleted;

-- Prices of tasks --------------------------------------------------------------------------------------------------------

-- The final price of each task (F1), with a cached copy of its description in Tasks (F10). An event about a task marks the
-- copy as stale, and Finance fetches it again.
create table task (
  id uuid primary key,
  fee bigint not null check (fee between 1000 and 2000),
  reward bigint not null check (reward between 2000 and 4000),
  -- False only for prices from before Finance published them (F8); a loop publishes these once.
  is_told boolean not null default true,
  description text,
  is_stale boolean not null default true,
  changed_at timestamptz not null,
  -- The events at changed_at that marked the copy as stale, so that redelivering them changes nothing (F11).
  changed_by uuid[] not null default '{}',
  -- The reason if Tasks refused to return the task.
  refused text
);

create index task_stale on task (changed_at, id) where is_stale;
create index task_untold on task (id) where not is_told;

-- The ledger (F3) --------------------------------------------------------------------------------------------------------

-- Accounts: one for each person, one for the company and one for payouts, with their stored balances. The company's
-- balance is not here, since every posting would update it.
create table account (
  id uuid primary key,
  kind text not null check (kind in ('person', 'company', 'payouts')),
  user_id uuid unique,
  balance bigint,
  check ((kind = 'person') = (user_id is not null)),
  check ((kind = 'company') = (balance is null))
);

comment on column account.balance is
  'Credits minus debits. The company''s balance is stored by day, in company_day_balance';

create unique index account_only_one on account (kind) where kind <> 'person';

insert into account (id, kind, balance)
values (gen_random_uuid(), 'company', null), (gen_random_uuid(), 'payouts', 0);

-- The company's balance by day: closed days stay untouched, and the live part is one small row.
create table company_day_balance (
  day date primary key,
  balance bigint not null
);

-- Append-only postings: fees and rewards of tasks, payouts of days, and reversals of fees and rewards. Only payouts have
-- no task. A reversal names what it reverses and who decided it; its key includes that posting, so that no posting is
-- reversed twice.
create table posting (
  id uuid primary key,
  key text not null unique,
  content_hash bytea not null,
  kind text not null check (kind in ('fee', 'reward', 'payout', 'reversal')),
  debit_account uuid not null references account,
  credit_account uuid not null references account,
  amount bigint not null check (amount > 0),
  task_id uuid references task,
  reverses uuid references posting,
  reverses_kind text check (reverses_kind in ('fee', 'reward')),
  reason text,
  decided_by uuid,
  occurred_at timestamptz not null,
  was_ahead boolean not null default false,
  booked_on date not null,
  recorded_at timestamptz not null default now(),
  -- What the posting means for the person, computed by the database.
  person_account uuid not null generated always as (
    case when kind = 'reward' or reverses_kind is not distinct from 'fee' then credit_account else debit_account end
  ) stored,
  person_amount bigint not null generated always as (
    case when kind = 'reward' or reverses_kind is not distinct from 'fee' then amount else -amount end
  ) stored,
  check (debit_account <> credit_account),
  constraint posting_task_check check ((kind = 'payout') = (task_id is null)),
  constraint posting_reversal_check check (
    case when kind = 'reversal'
      then key = 'reversal:' || reverses::text
           and num_nulls(reverses, reverses_kind, reason, decided_by) = 0
      else num_nonnulls(reverses, reverses_kind, reason, decided_by) = 0
    end)
);

comment on column posting.key is
  'assigned:<event id>, rewarded:<task>, payout:<user>:<day> or reversal:<posting>: an effect is booked once';
comment on column posting.reverses is 'The fee or reward that this reverses. By its key, no posting is reversed twice';
comment on column posting.was_ahead is
  'Its own time was in the future when it was booked, so it is booked on an earlier day than that time says';
comment on column posting.booked_on is 'The settlement day, in the business time zone';
comment on column posting.person_amount is 'The change to the balance of person_account';

-- Serves the audit log and the balance at the end of a day; only the reason needs the table.
create index posting_of_person on posting (person_account, booked_on, occurred_at, id) include (person_amount);
-- Rows arrive nearly in the order of days, so this costs next to nothing; a b-tree would cost something per posting.
create index posting_booked_on on posting using brin (booked_on) with (autosummarize = on);
-- A task's postings. Payouts belong to no task.
create index posting_of_task on posting (task_id) where task_id is not null;
-- Payouts and reversals are few among the postings. The day journal counts reversals every few seconds.
create index posting_payout on posting (booked_on, id) where kind = 'payout';
create index posting_reversal on posting (booked_on) where kind = 'reversal';
create index posting_reversals on posting (id) where kind = 'reversal';
-- Finding the most expensive task of a day is one step into this index, however many postings the day has.
create index posting_dearest on posting (booked_on, amount desc, occurred_at, task_id) where kind = 'reward';

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: postings are never changed, corrections are new postings',
    tg_op, tg_table_name using errcode = 'integrity_constraint_violation';
end $$;

create trigger posting_is_append_only before update or delete or truncate on posting
for each statement execute function refuse_change();

alter table posting enable always trigger posting_is_append_only;

-- The calendar (F6, docs/adr/0018) ---------------------------------------------------------------------------------------

create function day_by_clock(instant timestamptz, time_zone text, ends_at time) returns date
language sql stable parallel safe
as $$ select ((instant at time zone time_zone) - ends_at::interval)::date $$;

create function begin_by_clock(day date, time_zone text, ends_at time) returns timestamptz
language sql stable parallel safe
as $$ select (day + ends_at) at time zone time_zone $$;

-- The only place that decides to which day an instant belongs. By the clocks alone, a day could begin, end and begin again:
-- if they go back over the end of a day, its last part happens twice. So an instant is still on the day before while the
-- clocks will show an earlier time once more. When the clocks show a time twice, "at time zone" takes the later instant,
-- which is the one that matters here; for a time the clocks skip, it takes one after the change, which the comparison
-- ignores, as the clocks have advanced.
--
-- Without a FROM, so that PostgreSQL inlines it into the statement: 1 instead of 6 microseconds per posting.
create function business_day_of(instant timestamptz, time_zone text, ends_at time) returns date
language sql stable parallel safe as $$
  select day_by_clock(instant, time_zone, ends_at)
         + (ends_at >= '12:00')::int
         - (instant < begin_by_clock(day_by_clock(instant, time_zone, ends_at), time_zone, ends_at)
            and (begin_by_clock(day_by_clock(instant, time_zone, ends_at), time_zone, ends_at)
                 - interval '1 microsecond') at time zone time_zone
                < day_by_clock(instant, time_zone, ends_at) + ends_at)::int
$$;

comment on function business_day_of is
  'The day ends when clocks in the zone pass ends_at for the last time: on its own evening, or the morning after';

-- At most one row: the calendar of the books. Finance writes it at its first start.
create table business_calendar (
  only_one boolean primary key default true check (only_one),
  time_zone text not null,
  day_ends_at time not null,
  first_day date
);

comment on table business_calendar is 'The calendar by which days were closed; like them, it can no longer change';
comment on column business_calendar.first_day is
  'Anything from before it is booked on the day it arrives: no earlier day is ever opened';

-- Closed days (F6, F9) ---------------------------------------------------------------------------------------------------

-- Days that are permanently closed, with their totals. people_in_the_red counts the people with a negative balance.
create table business_day (
  day date primary key,
  closed_at timestamptz not null,
  postings bigint not null,
  fees bigint not null,
  rewards bigint not null,
  paid_people bigint not null,
  paid bigint not null,
  people_in_the_red bigint not null,
  carried_over bigint not null,
  payouts_hash bytea not null,
  hash bytea not null unique
);

comment on table business_day is
  'Closed days, without a gap. Posting locks the table in row share mode, closing a day in exclusive mode';
comment on column business_day.hash is 'Of all other columns and of the hash of the day before';

create function refuse_change_of_day() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: closed days never change', tg_op, tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger business_day_is_append_only before update or delete or truncate on business_day
for each statement execute function refuse_change_of_day();

alter table business_day enable always trigger business_day_is_append_only;

create function refuse_closed_day() returns trigger language plpgsql as $$
begin
  if exists (select from added where booked_on <= (select max(day) from business_day)) then
    raise exception 'a posting on a closed day is refused: closed days never change'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

create trigger posting_is_on_an_open_day after insert on posting
referencing new table as added for each statement execute function refuse_closed_day();

-- Debts that people carried over from each closed day, so that verifying the books can start on any day (F3).
create table carried_balance (
  day date not null,
  account uuid not null references account,
  balance bigint not null check (balance < 0),
  primary key (day, account)
);

comment on table carried_balance is
  'Negative balances at the end of closed days. Everyone else had nothing: positive balances were paid out';

create trigger carried_balance_is_append_only before update or delete or truncate on carried_balance
for each statement execute function refuse_change_of_day();

alter table carried_balance enable always trigger carried_balance_is_append_only;

-- Closing a day waits until the events of that day have been consumed (docs/adr/0025): for each producer, the position up
-- to which.
create table awaited_position (
  day date not null,
  producer text not null,
  since timestamptz not null,
  position bigint,
  gave_up_at timestamptz,
  primary key (day, producer)
);

comment on column awaited_position.day is
  'The last day that had ended when the producer was asked; its position also serves for every day before';
comment on column awaited_position.position is 'Null until the producer answers';

-- Results of closed days (N2, N3, F8) --------------------------------------------------------------------------------------

create function dearest_reward_of(date) returns uuid language sql stable parallel safe as $$
  select id from posting where kind = 'reward' and booked_on = $1
  order by booked_on, amount desc, occurred_at, task_id limit 1
$$;

comment on function dearest_reward_of is
  'The posting with the highest reward of a day; of equal ones the task that was completed first';

create function task_results_of(date, out tasks_with_profit bigint, out tasks_with_deficit bigint)
language sql stable parallel safe as $$
  select count(*) filter (where income > 0), count(*) filter (where income < 0)
  from (
    select -sum(person_amount) as income from posting
    where booked_on = $1 and kind <> 'payout'
    group by task_id
  ) as task
$$;

comment on function task_results_of is
  'Of the tasks with postings on a day: how many brought the company more in fees than rewards cost it, and how many less';

-- The most expensive completed task of each closed day, and how many tasks brought the company a profit or a loss on it.
create table day_result (
  day date primary key references business_day,
  dearest uuid references posting,
  tasks_with_profit bigint not null,
  tasks_with_deficit bigint not null
);

comment on table day_result is 'What analytics shows of closed days, beside business_day and carried_balance';

create trigger day_result_is_append_only before update or delete or truncate on day_result
for each statement execute function refuse_change_of_day();

alter table day_result enable always trigger day_result_is_append_only;

-- In the database, so that a closed day has its result no matter what closes or restores it. Runs as the owner of the
-- tables: closing a day requires no right to write its result.
create function keep_day_result() returns trigger language plpgsql
security definer set search_path = public, pg_temp as $$
begin
  insert into day_result (day, dearest, tasks_with_profit, tasks_with_deficit)
  select day, dearest_reward_of(day), coalesce(result.tasks_with_profit, 0), coalesce(result.tasks_with_deficit, 0)
  from closed
  left join lateral (select * from task_results_of(closed.day) where closed.postings > 0) as result on true;
  return null;
end $$;

create trigger business_day_has_its_result after insert on business_day
referencing new table as closed for each statement execute function keep_day_result();

-- Statements (F7, docs/adr/0017) -----------------------------------------------------------------------------------------

-- The statement of each person for each closed day, mailed once.
create table statement (
  id uuid primary key default gen_random_uuid(),
  day date not null,
  user_id uuid not null,
  opening_balance bigint not null,
  carried_over bigint not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'parked')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  message_id text,
  sent_at timestamptz,
  unique (user_id, day),
  check ((state = 'sent') = (sent_at is not null))
);

comment on column statement.next_attempt_at is
  'During an attempt: when it counts as lost, because the instance that made it is gone';

create index statement_pending on statement (next_attempt_at) where state = 'pending';
create index statement_of_state on statement (state, day, user_id);

-- Restoring lost days (F11, docs/adr/0024) -------------------------------------------------------------------------------

-- The day journal's content for days that this database has lost, until they are closed again as they were.
create table journaled_day (
  day date primary key,
  content jsonb not null
);

comment on table journaled_day is 'Days still to be restored. While there is one, no other day is closed';

-- The postings of those days, by a digest of their key, so that they are booked on the same day again.
create table journaled_posting (
  key_digest bytea primary key,
  day date not null references journaled_day on delete cascade
);

create index journaled_posting_day on journaled_posting (day);

-- Reversals of open days that this database has lost, until the postings they reverse are there again.
create table journaled_reversal (
  posting uuid primary key,
  content jsonb not null
);

comment on table journaled_reversal is 'Reversals still to be restored. While there is one, no day is closed';
