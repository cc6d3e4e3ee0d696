-- Timelines of the event feed (docs/adr/0080). After a restore or a failover, positions that were lost are assigned again, to
-- other events. A consumer that knows where a timeline began never takes those for events that it has read.

-- Publishing -------------------------------------------------------------------------------------------------------------

-- Each timeline of the outbox, the last one being the present. All events from `first_position` on, up to the next timeline,
-- belong to it. Like the events themselves, the rows of later timelines are missing in a database restored to an earlier
-- moment, and another timeline begins.
create table outbox_timeline (
  number int primary key,
  id uuid not null unique default gen_random_uuid(),
  first_position bigint not null,
  last_event_at timestamptz,
  server text not null,
  began_at timestamptz not null default now()
);

comment on column outbox_timeline.last_event_at is 'When the event before the first position was added';
comment on column outbox_timeline.server is 'What outbox_server() returned when it began';

-- The server that writes the outbox. It changes when a standby is promoted, when a recovery ends (PostgreSQL begins a
-- timeline of the WAL), and when the database is restored from a dump (other ids).
create function outbox_server() returns text language sql stable set search_path = public, pg_temp
return concat_ws(' ',
  (select system_identifier from pg_control_system()),
  left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
  (select oid from pg_database where datname = current_database()),
  'outbox_head'::regclass::oid);

-- Begins a timeline if another server wrote the outbox before. The lock on the head keeps positions from being assigned
-- meanwhile. It runs as its owner, so that the running role cannot write timelines.
create function note_outbox_timeline() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  present text := outbox_server();
  head outbox_head;
begin
  if present is not distinct from (select server from outbox_timeline order by number desc limit 1) then
    return;
  end if;
  select * into head from outbox_head for update;
  insert into outbox_timeline (number, first_position, last_event_at, server)
  select coalesce(max(number), 0) + 1,
         case when count(*) = 0 then 1 else head.last_position + 1 end,
         (select added_at from events_after(head.last_position - 1, 1)),
         present
  from outbox_timeline
  having coalesce((array_agg(server order by number desc))[1] <> present, true);
end $$;

-- As before, and begins a timeline before the first event of another server gets its position.
create or replace function place_events(lease text, instance uuid, token bigint, at_most int) returns int
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
  perform note_outbox_timeline();
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

-- Consuming --------------------------------------------------------------------------------------------------------------

-- The timelines of each producer's feed, as this consumer knows them.
create table producer_timeline (
  producer text not null,
  number int not null,
  id uuid not null,
  first_position bigint not null,
  last_event_at timestamptz,
  primary key (producer, number)
);

alter table feed_position add column restored_to bigint, add column restored_at timestamptz;

comment on column feed_position.restored_to is
  'The last position that the feed has in common with what it was, when another timeline was last noticed';
comment on column feed_position.restored_at is 'When another timeline was last noticed';
