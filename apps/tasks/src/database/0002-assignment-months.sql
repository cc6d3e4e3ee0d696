-- The assignment history by month (docs/adr/0069). A row is found by its task, between the creation of the task and its last
-- assignment, or by its reassignment.

alter table task_assignment rename to task_assignment_before;
alter index task_assignment_pkey rename to task_assignment_before_pkey;
alter index task_assignment_task_id rename to task_assignment_before_task_id;
alter index task_assignment_reassignment_id rename to task_assignment_before_reassignment_id;

-- The time of an assignment never changes, so its id stays unique with the time in the key.
create table task_assignment (
  id uuid not null,
  task_id uuid not null references task (id),
  performer_id uuid not null,
  assigned_at timestamptz not null,
  reassignment_id uuid references reassignment (id),
  primary key (id, assigned_at)
) partition by range (assigned_at);

comment on column task_assignment.id is 'Id of its event tasks.task.assigned';

create index task_assignment_task_id on task_assignment (task_id, assigned_at);
create index task_assignment_reassignment_id on task_assignment (reassignment_id, task_id)
where reassignment_id is not null;

select make_months();
select make_month('task_assignment', month)
from (select distinct date_trunc('month', assigned_at at time zone 'UTC')::date from task_assignment_before) as had (month);

insert into task_assignment (id, task_id, performer_id, assigned_at, reassignment_id)
select id, task_id, performer_id, assigned_at, reassignment_id from task_assignment_before order by assigned_at;

drop table task_assignment_before;
