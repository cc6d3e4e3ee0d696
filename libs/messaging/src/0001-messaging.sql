-- The tables of messaging, in the database of every service: what it publishes, what it consumes, and what it parked.

-- Publishing -------------------------------------------------------------------------------------------------------------

-- The events of the service, pending and published. Rows are never deleted: they are its event feed (S4, docs/adr/0003).
-- A transaction adds events without a position; the sequencer assigns gap-free positions to what has committed. The
-- column is `json`, not `jsonb`, to keep the body byte for byte.
create table outbox (
  id uuid primary key,
  seq bigint generated always as identity,
  position bigint unique,
  type text not null,
  version int not null,
  body json not null,
  added_at timestamptz not null default now()
);

create index outbox_unplaced on outbox (seq) where position is null;

-- A consumer that has read past a position never looks there again, so a position is final (S4).
create function refuse_other_position() returns trigger language plpgsql as $$
begin
  raise exception 'the position % of event % is final', old.position, old.id
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger outbox_position_is_final before update on outbox
for each row when (old.position is not null) execute function refuse_other_position();

-- Without `always`, a session that replays rows as a replica would bypass the trigger.
alter table outbox enable always trigger outbox_position_is_final;

-- One row: the last position that the sequencer assigned.
create table outbox_head (last_position bigint not null);

insert into outbox_head (last_position) values (0);

-- One row: the position up to which the relay has published to the broker.
create table outbox_relay (position bigint not null);

insert into outbox_relay (position) values (0);

-- Consuming --------------------------------------------------------------------------------------------------------------

-- The consumer position in each producer's feed, and the event at that position.
create table feed_position (
  producer text primary key,
  position bigint not null,
  event_id uuid,
  wanted bigint not null default 0,
  caught_up_at timestamptz
);

comment on column feed_position.position is
  'Every event up to here has taken effect or is parked; beside a broker: the position up to which the feed was compared';
comment on column feed_position.wanted is 'Someone waits until the feed has been read up to here';
comment on column feed_position.caught_up_at is
  'When every event from before the queue at the broker existed had been consumed';

-- Every comparison with a producer's feed (F11, docs/adr/0019).
create table reconciliation_run (
  id uuid primary key,
  producer text not null,
  kind text not null check (kind in ('first', 'periodic', 'requested')),
  from_position bigint not null,
  to_position bigint,
  position bigint not null,
  event_id uuid,
  events bigint not null default 0,
  healed jsonb not null default '{}',
  error text,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);

create index reconciliation_run_open on reconciliation_run (producer) where finished_at is null;
create index reconciliation_run_of on reconciliation_run (producer, id);

-- Parking ----------------------------------------------------------------------------------------------------------------

-- Parked messages (S6): refused ones, which could not be processed, and unrouted ones, which no queue wanted
-- (docs/adr/0047). The same message from the same source is parked once. Lists show the size and the preview, so that
-- they need not read bodies.
create table parked_message (
  id uuid primary key,
  kind text not null default 'refused' check (kind in ('refused', 'unrouted')),
  source text not null,
  fingerprint text not null,
  producer text not null,
  type text not null,
  message_id text,
  properties jsonb not null,
  -- Not compressed, so that a part can be read without the rest.
  body bytea storage external not null,
  cut_from bigint,
  size bigint not null generated always as (coalesce(cut_from, octet_length(body))) stored,
  preview bytea not null generated always as (substring(body from 1 for 1024)) stored,
  reason text not null,
  state text not null default 'parked' check (state in ('parked', 'replayed', 'discarded')),
  parked_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (source, fingerprint)
);

comment on column parked_message.cut_from is
  'The size in bytes of a body that was too large to keep; body is its beginning';

create index parked_message_state on parked_message (state, id);
create index parked_message_kind on parked_message (kind, state, id);

-- The number of unrouted messages is limited, and the running role deletes those beyond the limit. It may delete no
-- others.
create function refuse_deletion_of_refused() returns trigger language plpgsql as $$
begin
  raise exception 'message % was refused and is kept as a record', old.id
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger parked_message_is_kept before delete on parked_message
for each row when (old.kind = 'refused') execute function refuse_deletion_of_refused();

alter table parked_message enable always trigger parked_message_is_kept;
