import { taskAssigned } from '@ates/contracts';
import { addedEvents, eventColumns } from '@ates/messaging';
import { isoInstant } from '@ates/platform';
import { addedNotifications } from '../notifications/added-notifications.js';

/**
 * SQL that gives locked open tasks their new performers and returns the tasks with `taken_from`, the performer before,
 * from a CTE `drawn` with the columns `task_id` and `performer_id`. `greatest`: clocks of instances differ, but the timestamps of a task must never go backwards.
 *
 * The ids in `drawn` should come from an array: PostgreSQL then looks each task up in the index of ids instead of reading
 * the whole table, whatever the statistics say.
 */
export const redrawnTasks = (now: string): string => `
  update task set assigned_to = drawn.performer_id, assigned_at = greatest(${now}::timestamptz, assigned_at)
  from drawn
  where task.id = drawn.task_id
  returning task.*, old.assigned_to as taken_from`;

/** What made draws: a new task, the redraw of a task, a performer who may no longer perform, or a reassignment of all. */
export type DrawCause =
  | 'created'
  | 'redrawn'
  | 'left'
  | {
      /** SQL of the id of the reassignment. Its people are notified once, when it finishes. */
      reassignmentId: string;
    };

/**
 * SQL of CTEs that add draws to the histories of their tasks, publish `tasks.task.assigned` for each, under the same id, so
 * that they are charged, and notify the people. `drawn` names a CTE with the rows of `task` for which a performer was drawn,
 * unless they are new with `taken_from`; `earlierEvents` are queries of `addedEvents` to publish before. Every draw goes
 * through here, so the history never has an id that the feed does not. Call `Outbox.noteAdded` in the same transaction.
 */
export const recordedDraws = (
  drawn: string,
  cause: DrawCause,
  earlierEvents: readonly string[] = [],
): string => `
  draw as materialized (
    select uuidv7() as id, id as task_id, assigned_to, assigned_at,
           ${cause === 'created' ? 'null::uuid' : 'taken_from'} as taken_from
    from ${drawn}
  ), recorded_draw as (
    insert into task_assignment (id, task_id, performer_id, assigned_at, reassignment_id)
    select id, task_id, assigned_to, assigned_at, ${typeof cause === 'string' ? 'null::uuid' : cause.reassignmentId}
    from draw
  ), added_event as (${addedEvents([...earlierEvents, assignedEvents])}
  )${typeof cause === 'string' ? `, added_notification as (${addedNotifications(cause)})` : ''}`;

const assignedEvents = `
  select ${eventColumns(taskAssigned, 'draw.id', {
    task_uuid: 'draw.task_id',
    assigned_to: 'draw.assigned_to',
    timestamp: isoInstant('draw.assigned_at'),
  })} from draw`;
