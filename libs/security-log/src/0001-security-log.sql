-- The table of the security log, in the database of every service (A10, docs/adr/0054). It reads the names of people from
-- `cached_user`; for Auth, which owns the people, the migration says `users` instead (migrations.ts).

-- Who did what. An entry is written in the transaction of its change, so one exists if and only if the other does.
create table security_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  action text not null,
  actor_kind text not null check (actor_kind in ('person', 'client', 'system', 'anonymous')),
  actor_id text,
  actor_name text,
  subject_kind text,
  subject_id text,
  subject_name text,
  address text,
  user_agent text,
  client_id text,
  request_id text,
  details jsonb not null default '{}'
);

-- One for each way to filter the list, newest entries first.
create index on security_log (at, id);
create index on security_log (action, at, id);
create index on security_log (actor_id, at, id);
create index on security_log (subject_id, at, id);
create index on security_log (address, at, id);
create index on security_log (request_id) where request_id is not null;

-- Sets the time by the database's clock and the names as of now, whatever the writer passes.
create function complete_security_log_entry() returns trigger language plpgsql as $$
begin
  new.at := clock_timestamp();
  if new.actor_kind = 'person' then
    new.actor_name := (select name from cached_user where id = new.actor_id::uuid);
  end if;
  if new.subject_kind = 'person' then
    new.subject_name := (select name from cached_user where id = new.subject_id::uuid);
  end if;
  return new;
end $$;

create trigger security_log_is_complete before insert on security_log
for each row execute function complete_security_log_entry();

-- Prevents even the owner from changing entries, or deleting ones younger than 366 days.
create function keep_security_log_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.at < now() - interval '366 days' then
      return old;
    end if;
  end if;
  raise exception 'entries of the security log do not change, and stay for 366 days at least'
    using errcode = 'integrity_constraint_violation';
end $$;

create trigger security_log_entry_stays before update or delete on security_log
for each row execute function keep_security_log_entry();

create trigger security_log_stays before truncate on security_log
for each statement execute function keep_security_log_entry();

-- Without `always`, a session that replays rows as a replica would bypass the triggers.
alter table security_log enable always trigger security_log_entry_stays;
alter table security_log enable always trigger security_log_stays;
