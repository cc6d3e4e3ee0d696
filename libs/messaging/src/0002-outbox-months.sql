-- The outbox in two tables, of which the permanent one is partitioned by month (docs/adr/0069). A transaction adds events
-- to `outbox_new`; the sequencer moves what has committed to `outbox` and assigns gap-free positions on the way, so that
-- an event is written once where it stays.

alter table outbox rename to outbox_before;
alter index outbox_pkey rename to outbox_before_pkey;

-- Events without a position, in the order in which they were added. It is nearly always empty or small, but its rows come
-- and go all the time, so it is vacuumed early.
create table outbox_new (
  id uuid primary key,
  seq bigint generated always as identity unique,
  added_at timestamptz not null default now(),
  version int not null,
  type text not null,
  body json not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 5000);

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

-- Where each month begins, so that a page of the feed is read from one partition. A detached month keeps its row.
create table outbox_month (
  month date primary key,
  first_position bigint not null unique
);

-- The month of the last position. A clock that goes back must not lead into an earlier month.
alter table outbox_head add column month date not null default '-infinity';

-- Moves up to a number of committed events and assigns their positions; returns how many. It runs as its owner, so that the
-- running role can neither remove a new event nor write a position. One call is one transaction and one round trip, and
-- costs next to nothing while there is no new event.
--
-- The fence throws unless the lease is still held. The lock on the head makes it safe even if two instances believe that
-- they hold it: the second waits, and sees what the first moved. An event that commits late gets a later position,
-- whichever transactions are open or roll back. An event that was added twice gets one position.
--
-- Without sequential scans, because the plans are kept, and may be made while the table is empty.
create function place_events(lease text, instance uuid, token bigint, at_most int) returns int
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  head outbox_head;
  present date := date_trunc('month', now() at time zone 'UTC');
  placed int;
begin
  if not exists (select from outbox_new order by seq limit 1) then
    return 0;
  end if;
  perform fence(lease, instance, token);
  select * into head from outbox_head for update;
  with moved as (
    delete from outbox_new
    where seq <= (select max(seq) from (select seq from outbox_new order by seq limit at_most) as next)
    returning *
  )
  insert into outbox (position, added_at, month, version, id, type, body)
  select head.last_position + row_number() over (order by seq), added_at, greatest(head.month, present),
         version, id, type, body
  from moved
  where not exists (select from outbox where id = moved.id and month = greatest(head.month, present));
  get diagnostics placed = row_count;
  if placed > 0 then
    update outbox_head set last_position = last_position + placed, month = greatest(month, present);
    if present > head.month then
      insert into outbox_month (month, first_position) values (present, head.last_position + 1);
    end if;
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
