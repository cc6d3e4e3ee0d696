-- What makes creating tasks cheap: a draw that reads one row, and a search that takes in new tasks as a set.

-- Everyone eligible (T2), numbered from 1 without gaps: a draw reads the row of a random number instead of counting
-- everyone. A trigger of cached_user writes it in the same transaction, so the two agree in every snapshot.
create table performer (
  place int primary key,
  user_id uuid not null unique
);

comment on table performer is 'The people who can be drawn, numbered without gaps; a trigger of cached_user writes it';

create function performs(person cached_user) returns boolean language sql immutable
return person.is_known and not person.is_deleted and cardinality(person.roles) > 0
  and not person.roles && array['administrator', 'manager']::text[];

insert into performer (place, user_id)
select row_number() over (order by id), id from cached_user where performs(cached_user);

-- The lock makes changes wait for each other: each numbers people by what the one before has left. Draws don't wait.
create function keep_performer() returns trigger language plpgsql as $$
declare
  gap int;
begin
  lock table performer in share row exclusive mode;
  if tg_op <> 'INSERT' and performs(old) then
    delete from performer where user_id = old.id returning place into gap;
    -- The last one moves into the gap.
    update performer set place = gap where place > gap and place = (select max(place) from performer);
  end if;
  if tg_op <> 'DELETE' and performs(new) then
    insert into performer (place, user_id) select coalesce(max(place), 0) + 1, new.id from performer;
  end if;
  return null;
end $$;

create trigger performer_added after insert on cached_user
for each row when (performs(new.*)) execute function keep_performer();

create trigger performer_changed after update on cached_user
for each row when (performs(old.*) is distinct from performs(new.*)) execute function keep_performer();

create trigger performer_removed after delete on cached_user
for each row when (performs(old.*)) execute function keep_performer();

-- Tasks that are created together become searchable in one statement (T8): a trigger for each of them cost twice as much.
-- A changed description still has its own trigger, since PostgreSQL passes no set of rows to a trigger of one column.
drop trigger task_search on task;

create trigger task_search after update of description on task
for each row execute function keep_task_search();

create function add_task_search() returns trigger language plpgsql as $$
begin
  insert into task_search (task_id, form) select id, search_form(description) from created;
  return null;
end $$;

create trigger task_search_of_new after insert on task
referencing new table as created
for each statement execute function add_task_search();
