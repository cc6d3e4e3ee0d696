import { taskAssigned } from '@ates/contracts';
import { newEvent, type Outbox } from '@ates/messaging';
import type { Transaction } from '@ates/platform';

/** A performer was drawn for a task, a new one or one that was there before. */
export interface Draw {
  taskId: string;
  performerId: string;
  /** ISO 8601 with milliseconds, as it is stored with the task. */
  assignedAt: string;
}

/**
 * Writes draws into the histories of their tasks, each under the id of the `tasks.task.assigned` that tells of it, so that
 * they are charged. Every draw goes this way, so that no history has an id that the feed does not know.
 * `reassignmentId` names the reassignment of all open tasks that they are part of, if any.
 */
export async function recordDraws(
  tx: Transaction,
  outbox: Outbox,
  draws: readonly Draw[],
  reassignmentId?: string,
): Promise<void> {
  const events = draws.map(({ taskId, performerId, assignedAt }) =>
    newEvent(taskAssigned, { task_uuid: taskId, assigned_to: performerId, timestamp: assignedAt }),
  );
  await insertAssignments(
    tx,
    draws,
    events.map(({ id }) => id),
    reassignmentId,
  );
  await outbox.add(tx, events);
}

const insertAssignments = (
  tx: Transaction,
  draws: readonly Draw[],
  ids: readonly string[],
  reassignmentId: string | undefined,
): Promise<unknown> =>
  tx.query(
    `insert into task_assignment (id, task_id, performer_id, assigned_at, reassignment_id)
     select *, $5::uuid from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])`,
    [
      ids,
      draws.map(({ taskId }) => taskId),
      draws.map(({ performerId }) => performerId),
      draws.map(({ assignedAt }) => assignedAt),
      reassignmentId ?? null,
    ],
  );
