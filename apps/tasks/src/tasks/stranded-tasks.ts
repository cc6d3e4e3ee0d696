import { performs } from '../users/performer-draw.js';

/**
 * SQL that selects the `id` of people who have open tasks and may no longer perform. For each person who does not
 * perform it reads one entry of the index `task_open_assigned_to`, the first at or after that person: left to itself,
 * the planner would scan the whole table for a person it expects to have many tasks.
 */
export const leavers = `
  select cached_user.id
  from cached_user
  cross join lateral (
    select assigned_to from task
    where task.assigned_to >= cached_user.id and task.completed_at is null
    order by task.assigned_to, task.id
    limit 1
  ) as next
  where not ${performs()} and next.assigned_to = cached_user.id`;

/** SQL of `is_due`: whether a task is stranded and someone is eligible; cheap no matter how many tasks are open. */
export const redrawIsDue = `
  select exists (select from cached_user where ${performs()}) and exists (${leavers}) as is_due`;

/** SQL of `count`, the number of stranded open tasks; can be extended with a condition on `task`. */
export const countOfStranded = `
  with leaver as materialized (${leavers})
  select count(*) from leaver join task on task.assigned_to = leaver.id where task.completed_at is null`;
