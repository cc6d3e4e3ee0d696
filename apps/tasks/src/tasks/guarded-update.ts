import type { Problem, Transaction } from '@ates/platform';
import type { TaskView } from '@ates/contracts';
import { Task, taskNotFound } from './task.entity.js';

interface GuardedUpdate {
  /** One statement that names the state it needs; returns no task when it changed nothing. */
  update: () => Promise<TaskView | null | undefined>;
  /** Why the task, as it is now, rules the update out; undefined if it does not. */
  refusalOf: (task: Task) => Promise<Problem | undefined> | Problem | undefined;
}

/**
 * Updates a task without locking it first: the statement itself settles any race (T7), and the reason is looked up only
 * when it changed nothing. If there is no reason any more, the state changed in between, and the update is repeated.
 * Returns the updated task. Throws that reason, or Problem `task-not-found`.
 */
export async function guardedUpdate(
  tx: Transaction,
  taskId: string,
  { update, refusalOf }: GuardedUpdate,
): Promise<TaskView> {
  for (;;) {
    const updated = await update();
    if (updated) {
      return updated;
    }
    const task = await tx.findOneBy(Task, { id: taskId });
    const refusal = task ? await refusalOf(task) : taskNotFound(taskId);
    if (refusal) {
      throw refusal;
    }
  }
}
