-- Sealing a day before closing it (docs/adr/0072).

create table sealed_day (
  day date primary key,
  sealed_at timestamptz not null default now()
);

comment on table sealed_day is
  'Nothing but payouts is booked on these days and those before them: they are being closed, or are closed';

comment on table business_day is
  'Closed days, without a gap. Posting locks the table in row share mode, sealing days in exclusive mode, closing them in share row exclusive mode';

create or replace function refuse_closed_day() returns trigger language plpgsql as $$
begin
  if exists (
    select from added
    where booked_on <= (select max(day) from business_day)
       or kind <> 'payout' and booked_on <= (select max(day) from sealed_day)
  ) then
    raise exception 'a posting on a sealed or closed day is refused: closed days never change'
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end $$;

-- Closing a day reads its postings once, for its totals and its results. So it writes the results itself, and cannot commit
-- without them.
drop trigger business_day_has_its_result on business_day;
drop function keep_day_result();
drop function task_results_of(date);

alter table business_day add constraint business_day_has_its_result
  foreign key (day) references day_result deferrable initially deferred;
