-- The outbox in two tables; the permanent one is partitioned by month (docs/adr/0069). A transaction adds events
-- to `outbox_new`; the sequencer moves what has committed to `outbox` and assigns gap-free positions on the way, so that
-- an event is written once where it stays.

alter table outbox rename to outbox_before;
alter index outbox_pkey rename to outbox_before_pkey;

-- Events without a position, `seq` being the order in which they were added. It is nearly always empty or small, but its
-- rows come and go all the time, so it is vacuumed early.
create table outbox_new (
  id uuid primary key,
  xid xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  added_at timestamptz not null default now(),
  version int not null,
  type text not null,
  body json not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 5000);

comment on column outbox_new.xid is 'The transaction that added it';

create index outbox_new_xid on outbox_new (xid);

-- Events with a position: the event feed (S4). Rows are never changed or deleted. All rows of a partition have the same
-- month, so a position is unique in it, and the head makes it unique beyond. The body is `json`, not `jsonb`, to keep it
-- byte for byte.
create table outbox (
  position bigint not null,
  added_at timestamptz not null,
  month date not null,
  version int not null,
  id uuid not null,
  type text not null,
  body json not null,
  primary key (position, month),
  unique (id, month)
) partition by range (month);

comment on column outbox.month is 'When it got its position, in UTC; grows with the position';

create function refuse_change_of_event() returns trigger language plpgsql as $$
begin
  raise exception '% on % is refused: an event with a position never changes', tg_op, tg_table_name
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger outbox_is_append_only before update or delete or truncate on outbox
for each statement execute function refuse_change_of_event();

-- Without `always`, a session that replays rows as a replica would bypass the trigger.
alter table outbox enable always trigger outbox_is_append_only;

-- Where each month begins, so that events are found by position in one partition. A detached month keeps its row.
create table outbox_month (
  month date primary key,
  first_position bigint not null unique
);

-- The next events of one month. With the month as a variable of the function, PostgreSQL opens the one partition that it
-- needs: with 34 partitions it takes 0.06 ms to read an event, and 1 ms if the month is part of the same statement.
create function events_after(after bigint, at_most int) returns setof outbox
language plpgsql stable set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off as $$
declare
  of_next date := (select max(month) from outbox_month where first_position <= after + 1);
begin
  return query select * from outbox where month = of_next and position > after order by position limit at_most;
end $$;

comment on function events_after is
  'The events after a position, in order, up to the end of the month of the next one. None if that month is detached';

-- The month of the last position. A clock that goes back must not lead into an earlier month.
alter table outbox_head add column month date not null default '-infinity';

-- Every transaction before this one had ended when events were last placed, and what it added was placed. So no look reads the
-- remains of its rows again, which are many while a long transaction keeps them from being vacuumed.
alter table outbox_head add column placed_before xid8 not null default '0';

-- A database that was restored as SQL counts its transactions from the beginning again, below the one it remembers.
create function placed_before() returns xid8 language sql stable set search_path = public, pg_temp
return (
  select case when placed_before <= pg_snapshot_xmax(pg_current_snapshot()) then placed_before else '0' end
  from outbox_head
);

comment on function placed_before is 'Events without a position were added by this transaction or later ones';

-- Moves up to a number of committed events and assigns their positions; returns how many. It runs as its owner, so that the
-- running role can neither remove a new event nor write a position. One call is one transaction and one round trip, and
-- costs next to nothing while there is no new event.
--
-- The fence throws unless the lease is still held. The lock on the head makes it safe even if two instances believe that
-- they hold it: the second waits, and sees what the first moved. An event that commits late gets a later position,
-- whichever transactions are open or roll back. An event that was added twice gets one position.
--
-- Without sequential scans, because the plans are kept, and may have been made while the table was empty. A subquery that
-- returns a value is looked up for each event; with `not exists`, the plan may read the whole month to join it.
create function place_events(lease text, instance uuid, token bigint, at_most int) returns int
language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off as $$
declare
  since xid8 := placed_before();
  head outbox_head;
  present date := date_trunc('month', now() at time zone 'UTC');
  ended_before xid8;
  moved bigint;
  placed bigint;
begin
  if not exists (select from outbox_new where xid >= since) then
    return 0;
  end if;
  perform fence(lease, instance, token);
  select * into head from outbox_head for update;
  present := greatest(present, head.month);
  ended_before := pg_snapshot_xmin(pg_current_snapshot());
  with gone as (
    delete from outbox_new
    where xid >= since
      and seq <= (select max(seq) from (select seq from outbox_new where xid >= since order by seq limit at_most) as next)
    returning *
  ), kept as (
    insert into outbox (position, added_at, month, version, id, type, body)
    select head.last_position + row_number() over (order by seq), added_at, present, version, id, type, body
    from gone
    where (select id from outbox where id = gone.id and month = present) is null
    returning 1
  )
  select (select count(*) from gone), (select count(*) from kept) into moved, placed;
  update outbox_head
  set last_position = last_position + placed,
      month = present,
      placed_before = case when moved < at_most then ended_before else head.placed_before end;
  if present > head.month then
    insert into outbox_month (month, first_position) values (present, head.last_position + 1);
  end if;
  return placed;
end $$;

-- The events that exist: those with a position keep it, and get the month in which they were added.
select make_months();
select make_month('outbox', month)
from (select distinct date_trunc('month', added_at at time zone 'UTC')::date from outbox_before where position is not null)
  as had (month);

insert into outbox (position, added_at, month, version, id, type, body)
select position, added_at, max(date_trunc('month', added_at at time zone 'UTC')::date) over (order by position),
       version, id, type, body
from outbox_before where position is not null order by position;

insert into outbox_month (month, first_position) select month, min(position) from outbox group by month;

update outbox_head set month = coalesce((select max(month) from outbox_month), month);

insert into outbox_new (id, added_at, version, type, body)
select id, added_at, version, type, body from outbox_before where position is null order by seq;

drop table outbox_before;
drop function refuse_other_position();
