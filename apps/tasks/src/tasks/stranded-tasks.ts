import { performs } from '../users/performer-draw.js';

/**
 * SQL of the people, by `id`, who have open tasks and may no longer perform. For each who does not perform it reads one
 * entry of the index `task_open_assigned_to`: the first at or after the person, since the planner would rather read the
 * whole table for somebody of whom it expects many tasks.
 */
const leavers = `
  select cached_user.id
  from cached_user
  cross join lateral (
    select assigned_to from task
    where task.assigned_to >= cached_user.id and task.completed_at is null
    order by task.assigned_to, task.id
    limit 1
  ) as next
  where not ${performs()} and next.assigned_to = cached_user.id`;

/** SQL of whether a task is stranded and somebody may be drawn for it, as `is_due`; cheap however many tasks are open. */
export const redrawIsDue = `
  select exists (select from cached_user where ${performs()}) and exists (${leavers}) as is_due`;

/** SQL of how many open tasks are stranded, as `count`; a condition on `task` may follow. */
export const countOfStranded = `
  with leaver as materialized (${leavers})
  select count(*) from leaver join task on task.assigned_to = leaver.id where task.completed_at is null`;
