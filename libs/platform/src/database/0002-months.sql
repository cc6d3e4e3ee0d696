-- Tables that grow forever are partitioned by month (docs/adr/0069): a table `deed` by range of one column, a date or a
-- timestamptz, with a partition for each month in UTC, `deed_2026_12`, and a default partition, `deed_other`, for rows
-- whose month has none, so that no row is ever refused. A migration creates the table with its statement triggers, then
-- calls make_months(), and make_month() for earlier months that have rows.
--
-- A month gets what its table has: PostgreSQL itself copies columns, constraints, indexes, foreign keys and row triggers;
-- make_month copies the statement triggers, which would otherwise guard only statements that name the table. The running
-- role has no rights on a month: it reads and adds rows through the table.

create function month_table(parent regclass, month date) returns text
language sql stable set search_path = public, pg_temp
return (select relname || to_char(month, '_YYYY_MM') from pg_class where oid = parent);

create function month_bounds(month date, out first_instant text, out next_instant text)
language sql immutable
return (to_char(date_trunc('month', month::timestamp), 'YYYY-MM-DD 00:00:00+00'),
        to_char(date_trunc('month', month::timestamp) + interval '1 month', 'YYYY-MM-DD 00:00:00+00'));

comment on function month_bounds is 'The first instant of a month and of the next one; as a date, the first day';

-- Attaching locks the table less than `create table ... partition of`: rows can be read and added meanwhile. It also locks
-- the default partition for a moment, for which it does not wait long, since others would wait behind it.
create function attach_month(parent regclass, month date) returns void
language plpgsql set search_path = public, pg_temp set lock_timeout = '500ms' as $$
begin
  execute format('alter table %s attach partition %I for values from (%L) to (%L)',
    parent, month_table(parent, month), (month_bounds(month)).first_instant, (month_bounds(month)).next_instant);
end $$;

comment on function attach_month is 'Makes a month readable through its table again';

create function detach_month(parent regclass, month date) returns void
language plpgsql set search_path = public, pg_temp set lock_timeout = '5s' as $$
begin
  -- A transaction that began before the end of a month may still add rows to it.
  if (month_bounds(month)).next_instant::timestamptz > now() - interval '1 day' then
    raise exception 'the month % has not been over for a day', to_char(month, 'YYYY-MM')
      using errcode = 'object_in_use';
  end if;
  execute format('alter table %s detach partition %I', parent, month_table(parent, month));
end $$;

comment on function detach_month is 'Makes the rows of a month unreadable through its table; they stay in the table of the month';

create function copy_statement_triggers(parent regclass, month regclass) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  of_parent pg_trigger;
begin
  for of_parent in
    select * from pg_trigger where tgrelid = parent and not tgisinternal and tgtype & 1 = 0 order by tgname
  loop
    execute regexp_replace(pg_get_triggerdef(of_parent.oid), ' ON \S+ ', format(' ON %s ', month));
    if of_parent.tgenabled = 'A' then
      execute format('alter table %s enable always trigger %I', month, of_parent.tgname);
    end if;
  end loop;
end $$;

create function is_in_other_months(parent regclass, month date) returns boolean
language plpgsql set search_path = public, pg_temp as $$
declare
  other regclass;
  month_column name;
  is_there boolean;
begin
  select partdefid::regclass, attname into other, month_column
  from pg_partitioned_table join pg_attribute on attrelid = partrelid and attnum = partattrs[0]
  where partrelid = parent and partdefid <> 0;
  if other is null then
    return false;
  end if;
  execute format('select exists (select from %s where %I >= %L and %I < %L)', other,
    month_column, (month_bounds(month)).first_instant, month_column, (month_bounds(month)).next_instant) into is_there;
  return is_there;
end $$;

comment on function is_in_other_months is 'Whether the default partition has rows of a month, which then gets no partition';

create function make_month(parent regclass, month date) returns boolean
language plpgsql set search_path = public, pg_temp as $$
declare
  made text := month_table(parent, month);
begin
  if to_regclass(quote_ident(made)) is not null or is_in_other_months(parent, month) then
    return false;
  end if;
  execute format('create table %I (like %s including all excluding identity excluding indexes)', made, parent);
  perform copy_statement_triggers(parent, quote_ident(made)::regclass);
  perform attach_month(parent, month);
  return true;
end $$;

comment on function make_month is 'Makes a month of a table; false if it exists, attached or not, or rows of it are elsewhere';

create function make_other_months(parent regclass) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  made text := (select relname || '_other' from pg_class where oid = parent);
begin
  if exists (select from pg_partitioned_table where partrelid = parent and partdefid <> 0) then
    return;
  end if;
  execute format('create table %I partition of %s default', made, parent);
  perform copy_statement_triggers(parent, quote_ident(made)::regclass);
end $$;

comment on function make_other_months is 'Makes the default partition of a table, for rows whose month has none';

-- The running role may call this, and only this: it may not create tables (docs/adr/0043), so the function runs as its
-- owner. It takes no parameters, so there is nothing else that it can be made to do.
create function make_months() returns setof text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  present timestamp := date_trunc('month', now() at time zone 'UTC');
  parent regclass;
  month date;
begin
  for parent in
    select partrelid from pg_partitioned_table join pg_class on pg_class.oid = partrelid
    where relnamespace = 'public'::regnamespace and partstrat = 'r' order by relname
  loop
    perform make_other_months(parent);
    for month in select generate_series(present, present + interval '3 months', interval '1 month') loop
      if make_month(parent, month) then
        return next month_table(parent, month);
      end if;
    end loop;
  end loop;
end $$;

comment on function make_months is
  'Makes the present month and the next three of every table that is partitioned by month; returns those it made';
