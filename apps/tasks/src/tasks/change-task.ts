import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TaskView } from '@ates/contracts';
import { addedEvents, Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Principal, type Transaction } from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import { changedEvents, type TaskChangedVersions } from './changed-events.js';
import { joinPeople, taskJson } from './task-json.js';
import { Task, taskNotFound } from './task.entity.js';

/**
 * Changes the description of a task, even of a completed one (T6). Returns the task. An unchanged description changes
 * nothing and publishes no event.
 */
export class ChangeTask extends Command<TaskView> {
  constructor(
    readonly taskId: string,
    readonly person: Principal,
    readonly description: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(ChangeTask)
export class ChangeTaskHandler implements ICommandHandler<ChangeTask> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {}

  execute({ taskId, person, description, idempotencyKey }: ChangeTask): Promise<TaskView> {
    return this.database.once(idempotencyKey, async (tx) => {
      await requireMayChange(tx, taskId, person);
      const versions = this.configuration.TASK_CHANGED_VERSIONS;
      const changed = await describe(tx, { taskId, description, now: this.clock.now(), versions });
      if (changed) {
        this.outbox.noteAdded(tx);
      }
      return changed ?? readTask(tx, taskId);
    });
  }
}

/** The author of a task never changes, so a check before the update is enough. */
async function requireMayChange(tx: Transaction, taskId: string, person: Principal): Promise<void> {
  const task = await tx.findOneBy(Task, { id: taskId });
  const refusal = task ? task.refusalToChange(person) : taskNotFound(taskId);
  if (refusal) {
    throw refusal;
  }
}

interface Description {
  taskId: string;
  description: string;
  now: Date;
  /** Of the events to publish. */
  versions: TaskChangedVersions;
}

/** Updates the description and publishes that. Returns undefined when it is already the same. */
async function describe(
  tx: Transaction,
  { taskId, description, now, versions }: Description,
): Promise<TaskView | undefined> {
  // `greatest`: clocks of instances differ, but the timestamps of a task must never go backwards.
  const [row] = await tx.query<{ task: TaskView }[]>(
    `with changed as (
       update task set description = $2, changed_at = greatest($3::timestamptz, changed_at)
       where id = $1 and description <> $2
       returning *
     ), added_event as (${addedEvents(changedEvents('changed', versions))}
     )
     select ${taskJson} as task from changed as task ${joinPeople}`,
    [taskId, description, now],
  );
  return row?.task;
}

async function readTask(tx: Transaction, taskId: string): Promise<TaskView> {
  const [row] = await tx.query<{ task: TaskView }[]>(
    `select ${taskJson} as task from task ${joinPeople} where task.id = $1`,
    [taskId],
  );
  if (!row) {
    throw taskNotFound(taskId);
  }
  return row.task;
}
