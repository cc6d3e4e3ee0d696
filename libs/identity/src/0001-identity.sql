-- The tables of a service that caches people and the keys of its token issuer, both owned by Auth.

-- Cached people, owned by Auth. An event about a person marks the row as stale, and the service fetches it again
-- (docs/adr/0005, 0006). A row that is not known yet has been named by an event but not fetched. The row stays when the
-- person leaves.
create table cached_user (
  id uuid primary key,
  name text not null default '',
  email text not null default '',
  roles text[] not null default '{}',
  is_deleted boolean not null default false,
  is_known boolean not null default false,
  is_stale boolean not null default true,
  changed_at timestamptz not null,
  -- The events at changed_at that marked the row as stale, so that redelivering them changes nothing (F11).
  changed_by uuid[] not null default '{}',
  -- The reason if Auth refused to return the person.
  refused text
);

create index cached_user_stale on cached_user (changed_at, id) where is_stale;

-- The issuer's keys as it published them last, so that tokens can be verified while Auth is away.
create table issuer_key_set (
  issuer text primary key,
  keys jsonb not null,
  read_at timestamptz not null
);
