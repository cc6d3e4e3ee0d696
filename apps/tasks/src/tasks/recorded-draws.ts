import { taskAssigned } from '@ates/contracts';
import { newEvent, type Outbox } from '@ates/messaging';
import type { Transaction } from '@ates/platform';

/** The performer drawn for a new or an existing task. */
export interface Draw {
  taskId: string;
  performerId: string;
  /** ISO 8601 with milliseconds, as stored with the task. */
  assignedAt: string;
}

/**
 * Adds draws to the histories of their tasks and publishes `tasks.task.assigned` for each, under the same id, so that
 * they are charged. Every draw goes through here, so the history never has an id that the feed does not.
 * `reassignmentId` is the reassignment of all open tasks that the draws belong to, if any.
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
