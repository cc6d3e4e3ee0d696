import { taskAssigned, taskCompleted, type AssignmentBody, type PostingKind } from '@ates/contracts';
import type { ReceivedEvent } from '@ates/messaging';

/** The effect of one event on the ledger. */
export interface Effect {
  /** Permanent and unique: an effect already in the ledger is never posted again. */
  key: string;
  kind: Extract<PostingKind, 'fee' | 'reward'>;
  taskId: string;
  userId: string;
  /** The event's own time as received, with the microseconds a Date would lose. */
  occurredAt: string;
}

/**
 * The effect of an event about a performer (F2): each assignment withdraws a fee, and completing a task deposits its
 * reward, once. Undefined for an event that moves no money.
 */
export function effectOf({
  id,
  type,
  body,
}: Pick<ReceivedEvent<AssignmentBody>, 'id' | 'type' | 'body'>): Effect | undefined {
  const about = { taskId: body.task_uuid, userId: body.assigned_to, occurredAt: body.timestamp };
  switch (type) {
    case taskAssigned.type:
      return { key: `assigned:${id}`, kind: 'fee', ...about };
    case taskCompleted.type:
      return { key: `rewarded:${body.task_uuid}`, kind: 'reward', ...about };
    default:
      return undefined;
  }
}
