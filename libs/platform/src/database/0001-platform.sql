-- The tables of the platform, in the database of every service.

-- Writes that clients may repeat: the key, its owner and the first answer commit together with the effects. A repeated
-- request gets the same answer; the fingerprint tells it from another request under the same key. Old keys are deleted.
create table idempotency_key (
  owner text not null,
  key text not null,
  fingerprint text not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (owner, key)
);

create index idempotency_key_created_at on idempotency_key (created_at);

-- Work that one instance does at a time (S10, docs/adr/0045): a row for each lease, with its holder.
create table instance_lease (
  name text primary key,
  instance uuid not null,
  holder text,
  token bigint not null,
  expires_at timestamptz not null,
  session_pid int not null,
  session_started_at timestamptz
);

comment on column instance_lease.token is
  'Grows each time another instance takes over; writes of an earlier holder are rejected because of it';
comment on column instance_lease.expires_at is 'By the clock of the database alone';
comment on column instance_lease.session_pid is
  'The session over which the holder renews the lease; once it ends, others need not wait until the lease expires';
