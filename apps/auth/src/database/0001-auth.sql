-- The tables of Auth: people and how they sign in, the OpenID provider, mail, and joining.
--
-- Auth's database also has the tables of the libraries, which their own files create before this one:
--   libs/platform/src/database/0001-platform.sql       idempotency keys, leases
--   libs/platform/src/database/0001-search.sql         search_form, search_pairs
--   libs/messaging/src/0001-messaging.sql              events, consumer positions, parked messages
--   libs/security-log/src/0001-security-log.sql        who did what, with names from `users`

-- People -----------------------------------------------------------------------------------------------------------------

-- People. Rows stay when they are deleted (A1), and search_form makes them searchable by any part of name or address.
create table users (
  id uuid primary key,
  name text not null,
  email text not null,
  roles text[] not null check (cardinality(roles) > 0),
  details jsonb not null default '{}',
  is_deleted boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  search_form text not null generated always as (search_form(name || ' ' || email)) stored
);

-- Addresses keep their capitals and are compared without them, in every script. An address is free again once its owner
-- is deleted.
create unique index users_email on users (lower(email collate "und-x-icu")) where not is_deleted;

create index users_search_pairs on users using gin (search_pairs(search_form))
  with (fastupdate = on, gin_pending_list_limit = 64);
alter index users_search_pairs alter column 1 set statistics 0;

-- One row per way to sign in, so that a new way is a new kind, not a new column. A salted hash can verify a beak but not
-- find it; the lookup key can (A4, docs/adr/0012).
create table credential (
  user_id uuid not null references users (id),
  kind text not null check (kind in ('password', 'beak')),
  lookup text unique,
  secret_hash text not null,
  set_at timestamptz not null default now(),
  primary key (user_id, kind),
  constraint credential_lookup_check check ((kind = 'beak') = (lookup is not null))
);

-- The devices that accept beaks (A4).
create table device_client (
  id text primary key,
  secret_hash text not null,
  created_at timestamptz not null default now()
);

-- The OpenID provider ----------------------------------------------------------------------------------------------------

-- What oidc-provider stores: sessions, grants, codes and tokens, each by its kind, with the columns it looks them up by.
create table oidc_payload (
  kind text not null,
  id text not null,
  payload jsonb not null,
  account_id text,
  grant_id text,
  user_code text,
  uid text,
  expires_at timestamptz,
  consumed_at timestamptz,
  primary key (kind, id)
);

create index oidc_payload_account_id on oidc_payload (account_id);
create index oidc_payload_grant_id on oidc_payload (grant_id);
create index oidc_payload_user_code on oidc_payload (user_code) where user_code is not null;
create index oidc_payload_uid on oidc_payload (uid) where uid is not null;
create index oidc_payload_expires_at on oidc_payload (expires_at);

-- The keys that sign tokens. A new key is published before it signs.
create table signing_key (
  kid text primary key,
  private_jwk jsonb not null,
  signs_from timestamptz not null,
  created_at timestamptz not null default now()
);

-- The services that call other services, with the audience and scopes of their tokens.
create table service_client (
  id text primary key,
  secret_hash text not null,
  audience text not null,
  scopes text[] not null,
  created_at timestamptz not null default now()
);

-- Sign-in attempts and others with a limit, in the schema that rate-limiter-flexible requires.
create table attempt_count (
  key text primary key,
  points integer not null default 0,
  expire bigint
);

-- Mail -------------------------------------------------------------------------------------------------------------------

-- Links in mails, each for one purpose and used once (docs/adr/0050). Only a hash of its token is stored.
create table one_time_link (
  id uuid primary key,
  purpose text not null,
  subject uuid not null,
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);

create index one_time_link_subject on one_time_link (subject, purpose);
create index one_time_link_expires_at on one_time_link (expires_at);

-- The queue of mails, each sent once. A mail whose link is dead by then is not sent, and becomes outdated.
create table mail (
  id uuid primary key,
  kind text not null,
  recipient text not null,
  language text not null,
  asked_by text not null check (asked_by in ('anyone', 'staff')),
  link_id uuid,
  words jsonb not null default '{}',
  created_at timestamptz not null default now(),
  state text not null default 'pending' check (state in ('pending', 'sent', 'parked', 'outdated')),
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  last_error text,
  sent_at timestamptz,
  check ((state = 'sent') = (sent_at is not null))
);

comment on column mail.asked_by is
  'Who caused it: anyone who knows the address, or a person who is signed in. Each has a daily limit of its own';
comment on column mail.next_attempt_at is
  'During an attempt: when it counts as lost, because the instance that made it is gone';

create index mail_pending on mail (next_attempt_at) where state = 'pending';
create index mail_recipient on mail (lower(recipient collate "und-x-icu"), created_at);
create index mail_created_at on mail (created_at);

-- Joining (A9, docs/adr/0051) --------------------------------------------------------------------------------------------

-- Registrations, until their address is confirmed and, where required, an administrator approves them. They have a
-- password or a beak to sign in with; a beak has its lookup key, as in `credential`.
create table registration (
  id uuid primary key,
  name text not null,
  email text not null,
  details jsonb not null default '{}',
  language text not null,
  password_hash text,
  beak_lookup text,
  beak_hash text,
  created_at timestamptz not null default now(),
  confirmed_at timestamptz,
  check (password_hash is not null or beak_hash is not null),
  check ((beak_hash is null) = (beak_lookup is null))
);

comment on table registration is
  'People who have not joined the company yet: they have no row in users, no event, no task and no statement';

create index registration_email on registration (lower(email collate "und-x-icu"));
create index registration_waiting on registration (confirmed_at, id) where confirmed_at is not null;
create index registration_created_at on registration (created_at) where confirmed_at is null;

-- Invitations by administrators.
create table invitation (
  id uuid primary key,
  email text not null,
  name text,
  roles text[] not null check (cardinality(roles) > 0),
  language text not null,
  user_id uuid references users (id),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);

comment on column invitation.user_id is
  'A person whom an administrator added without a password; null when the person joins by accepting';

create index invitation_email on invitation (lower(email collate "und-x-icu"));
create index invitation_open on invitation (id) where accepted_at is null and revoked_at is null;
create index invitation_expires_at on invitation (expires_at);

-- The hash of the code with which the first administrator is created; each start makes a new one.
create table setup_code (
  code_hash text primary key,
  created_at timestamptz not null default now()
);

-- One row: how many people joined while registration was open to everyone, in the versions before 0.1. If any did,
-- UpgradeNotice warns at the start that registration is closed now.
create table earlier_registration (people int);

insert into earlier_registration (people) values (0);
