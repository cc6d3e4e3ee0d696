-- What a performer has completed since the working day began is read in one step, however many tasks they have completed
-- in years.
create index task_completed_by on task (assigned_to, completed_at) where completed_at is not null;
