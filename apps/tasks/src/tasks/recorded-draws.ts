import { taskAssigned } from '@ates/contracts';
import { newEvent, type Outbox } from '@ates/messaging';
import { prepared, type Transaction } from '@ates/platform';

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
  if (draws.length === 0) {
    return;
  }
  const events = draws.map(({ taskId, performerId, assignedAt }) =>
    newEvent(taskAssigned, { task_uuid: taskId, assigned_to: performerId, timestamp: assignedAt }),
  );
  await tx.query(insertSql, [
    JSON.stringify(draws.map((draw, index) => ({ ...draw, id: events[index]?.id }))),
    reassignmentId ?? null,
  ]);
  await outbox.add(tx, events);
}

const insertSql = prepared(`
  insert into task_assignment (id, task_id, performer_id, assigned_at, reassignment_id)
  select id, "taskId", "performerId", "assignedAt", $2::uuid
  from json_to_recordset($1) as draw (id uuid, "taskId" uuid, "performerId" uuid, "assignedAt" timestamptz)`);
