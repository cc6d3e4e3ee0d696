-- What Finance does when a database was restored or failed over, its own or that of Tasks (docs/adr/0080).

-- Finds the tasks that changed last, which are compared with Tasks when it was restored. Tasks arrive in the order of time,
-- so an index of ranges is small and costs next to nothing when they are priced.
create index task_changed on task using brin (changed_at) with (autosummarize = on);

-- One row: the server on which the books were last compared with the day journal. On another one they may lack closed
-- days, which must be restored before anything is booked or closed: people would be paid twice.
create table compared_books (server text not null);

insert into compared_books (server) values ('');

create function require_compared_books() returns void
language plpgsql stable set search_path = public, pg_temp as $$
begin
  if (select server from compared_books) is distinct from outbox_server() then
    raise exception 'the database was restored or failed over, and is not compared with the day journal yet'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
end $$;
