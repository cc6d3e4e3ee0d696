-- The tables of Tasks: tasks and their performers, their prices, and reassignments of all open tasks.
--
-- The database of Tasks also has the tables of the libraries, which their own files create before this one:
--   libs/platform/src/database/0001-platform.sql       idempotency keys, leases
--   libs/platform/src/database/0001-search.sql         search_form, search_pairs
--   libs/platform/src/database/0001-quota.sql          quotas
--   libs/messaging/src/0001-messaging.sql              events, consumer positions, parked messages
--   libs/identity/src/0001-identity.sql                cached people, the issuer's keys
--   libs/security-log/src/0001-security-log.sql        who did what

-- Who performs -----------------------------------------------------------------------------------------------------------

-- The draw counts and skips rows in this index alone.
create index cached_user_performs on cached_user (id)
where is_known and not is_deleted and cardinality(roles) > 0
  and not roles && array['administrator', 'manager']::text[];

-- The opposite: polling for stranded tasks (T12) never stops, so each poll must cost next to nothing.
create index cached_user_does_not_perform on cached_user (id)
where not (is_known and not is_deleted and cardinality(roles) > 0
  and not roles && array['administrator', 'manager']::text[]);

-- The text of a task (T10, docs/adr/0016) ----------------------------------------------------------------------------------
--
-- People write one text, `[POPUG-42] - Fix the perch`; these functions split it into a key of a tracker and a title. The
-- database does it, so that every writer gets the same result. `splitTaskText` in the contracts implements the same rule.
-- Unquoted (SQL-standard) bodies resolve names at creation, so they do not depend on the search path during a restore.

create function without_blank_ends(text text) returns text language sql immutable strict parallel safe
return btrim(text, U&'\0009\000A\000B\000C\000D\0020\00A0\1680\2000\2001\2002\2003\2004\2005\2006'
  || U&'\2007\2008\2009\200A\2028\2029\202F\205F\3000\FEFF');

comment on function without_blank_ends is 'Without the white space at both ends, as JavaScript defines it';

create function task_written(description text) returns text language sql immutable strict parallel safe
return without_blank_ends(normalize(description, NFC));

create function task_words(written text) returns text language sql immutable strict parallel safe
return (
  select without_blank_ends(case when left(rest, 1) in ('-', '–', '—', ':') then substr(rest, 2) else rest end)
  from (select without_blank_ends(substr(written, position(']' in written) + 1))) as found (rest)
);

comment on function task_words is 'What follows brackets at the beginning and the dash after them';

-- A key has at most 64 letters, digits and hyphens and ends in a number, and something visible must follow it. The first
-- expression lists the letters three times: `letter [letter digit]* (- [letter digit]+)* - digits`. The second lists what
-- is invisible. Both lists are the same as in the contracts, where the tests compare them.
create function task_jira_id(description text) returns text language sql immutable strict parallel safe
return (
  select case
    when left(written, 1) = '[' and length(key) <= 64
         and key ~
           '^'
           '[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0386\u0388-\u03f5\u0400-\u0481\u048a-\u052f'
           '\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u10d0-\u10fa\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa'
           '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]'
           '[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0386\u0388-\u03f5\u0400-\u0481\u048a-\u052f'
           '\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u10d0-\u10fa\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa'
           '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a30-9]*'
           '(-'
           '[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0386\u0388-\u03f5\u0400-\u0481\u048a-\u052f'
           '\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u10d0-\u10fa\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa'
           '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a30-9]+'
           ')*-[0-9]+$'
         and task_words(written) ~
           '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
           '\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
           '\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]'
      then key
  end
  from (select task_written(description)) as given (written),
       lateral (select without_blank_ends(substr(written, 2, greatest(position(']' in written) - 2, 0)))) as found (key)
);

create function task_title(description text) returns text language sql immutable strict parallel safe
return case when task_jira_id(description) is null then task_written(description)
            else task_words(task_written(description)) end;

-- Tasks ------------------------------------------------------------------------------------------------------------------

-- Tasks. A performer always has a cached row. An author may not have one yet: a valid token is enough to create a task.
create table task (
  id uuid primary key,
  description text not null check (description <> ''),
  jira_id text generated always as (task_jira_id(description)) stored,
  title text not null generated always as (task_title(description)) stored,
  author_id uuid not null,
  assigned_to uuid not null references cached_user (id),
  created_at timestamptz not null,
  changed_at timestamptz not null check (changed_at >= created_at),
  assigned_at timestamptz not null check (assigned_at >= created_at),
  completed_at timestamptz check (completed_at >= assigned_at)
);

comment on column task.jira_id is 'Key in a tracker, from the brackets at the beginning of the description';
comment on column task.title is 'The description without that key; in events its brackets are parentheses';

create index task_assigned_to on task (assigned_to, id);
create index task_open_assigned_to on task (assigned_to, id) where completed_at is null;
create index task_open on task (id) where completed_at is null;
create index task_completed on task (id) where completed_at is not null;

-- What tasks are searched by (T8). A table of its own, because a reassignment updates every task and must not rewrite a
-- text index each time.
create table task_search (
  task_id uuid primary key references task (id) on delete cascade,
  form text not null
);

comment on table task_search is 'What tasks are searched by; a trigger of task writes it';

create index task_search_pairs on task_search using gin (search_pairs(form))
  with (fastupdate = on, gin_pending_list_limit = 64);
alter index task_search_pairs alter column 1 set statistics 0;

create function keep_task_search() returns trigger language plpgsql as $$
begin
  insert into task_search (task_id, form) values (new.id, search_form(new.description))
  on conflict (task_id) do update set form = excluded.form;
  return null;
end $$;

create trigger task_search after insert or update of description on task
for each row execute function keep_task_search();

-- Reassignments (T4, docs/adr/0015) --------------------------------------------------------------------------------------

-- Reassignments of all open tasks: the request, its progress, and the seed that determines its draws. Until one starts,
-- it has neither done anything nor finished.
create table reassignment (
  id uuid primary key,
  place bigint generated always as identity unique,
  requested_by uuid not null,
  requested_at timestamptz not null,
  seed text not null,
  started_at timestamptz,
  progressed_at timestamptz,
  finished_at timestamptz,
  total integer,
  done integer not null default 0,
  last_task_id uuid,
  reached_task_id uuid,
  check (started_at is not null or (finished_at is null and done = 0))
);

comment on column reassignment.place is 'They run one after the other, in this order';
comment on column reassignment.last_task_id is 'Tasks up to this one are part of it; null when none was open';
comment on column reassignment.reached_task_id is 'Tasks up to this one are done';

create index reassignment_unfinished on reassignment (place) where finished_at is null;

-- The people of its draws, so that anyone can recompute them from the seed.
create table reassignment_people (
  reassignment_id uuid not null references reassignment (id),
  after_task_id uuid not null,
  people uuid[] not null,
  primary key (reassignment_id, after_task_id)
);

comment on table reassignment_people is
  'The people who could be drawn for the tasks after this one, in order; a new row whenever they changed in the middle';

-- The assignment history of each task: a row for its creation and for each reassignment, whether of it alone or of all.
create table task_assignment (
  id uuid primary key,
  task_id uuid not null references task (id),
  performer_id uuid not null,
  assigned_at timestamptz not null,
  reassignment_id uuid references reassignment (id)
);

comment on column task_assignment.id is 'Id of its event tasks.task.assigned';

create index task_assignment_task_id on task_assignment (task_id, assigned_at);
create index task_assignment_reassignment_id on task_assignment (reassignment_id, task_id)
where reassignment_id is not null;

-- Prices (T9, docs/adr/0023) ---------------------------------------------------------------------------------------------

-- Fees and rewards of tasks in minor units, as published by Finance. They never change. There is no foreign key to the
-- task: after a restore from a backup, a price may arrive before its task.
create table task_price (
  task_id uuid primary key,
  fee bigint not null,
  reward bigint not null,
  currency text not null
);

-- One row: the number of batches of prices, so that a check for changes need not scan all prices.
create table task_price_head (batches bigint not null);

insert into task_price_head (batches) values (0);
