-- Lists of completed tasks in the order of their completion (T8): of one performer, and of everyone. The id makes the order
-- of those completed at the same instant, so that a page continues exactly where the one before ended.
drop index task_completed_by;
create index task_completed_by on task (assigned_to, completed_at, id) where completed_at is not null;
create index task_completed_at on task (completed_at, id) where completed_at is not null;
