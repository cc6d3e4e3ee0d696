-- The daily digest of notifications by mail, for the people who want it (docs/adr/0093).

create table digest_subscriber (
  person_id uuid primary key,
  since timestamptz not null
);

comment on table digest_subscriber is 'The people who turned on the daily digest';

-- The digests of days that Finance has closed: a durable queue of mails, as its statements are.
create table digest (
  id uuid primary key default gen_random_uuid(),
  day date not null,
  person_id uuid not null,
  begins_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'parked', 'outdated')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  message_id text,
  sent_at timestamptz,
  unique (person_id, day),
  check ((state = 'sent') = (sent_at is not null))
);

comment on column digest.ends_at is 'The first instant that is not on the day';
comment on column digest.time_zone is 'The business time zone, for the times in the mail';
comment on column digest.state is 'outdated: turned off before it was sent, or the person was deleted';
comment on column digest.next_attempt_at is
  'During an attempt: when it counts as lost, because the instance that made it is gone';

create index digest_pending on digest (next_attempt_at) where state = 'pending';
create index digest_parked on digest (next_attempt_at) where state = 'parked';
-- Old ones are deleted.
create index digest_ends_at on digest (ends_at);
