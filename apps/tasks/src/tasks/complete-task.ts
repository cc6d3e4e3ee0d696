import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { taskCompleted, type TaskView } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { guardedUpdate } from './guarded-update.js';
import { joinPeople, taskJson } from './task-json.js';

/** Completes a task for its performer. Completion is final (T3). */
export class CompleteTask extends Command<TaskView> {
  constructor(
    readonly taskId: string,
    readonly personId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(CompleteTask)
export class CompleteTaskHandler implements ICommandHandler<CompleteTask> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  execute({ taskId, personId, idempotencyKey }: CompleteTask): Promise<TaskView> {
    return this.database.once(idempotencyKey, async (tx) => {
      const now = this.clock.now();
      const completed = await guardedUpdate(tx, taskId, {
        update: () => completeIfOpen(tx, taskId, personId, now),
        refusalOf: (task) => task.refusalToComplete(personId),
      });
      await this.outbox.add(tx, [eventOf(completed)]);
      return completed;
    });
  }
}

async function completeIfOpen(
  tx: Transaction,
  taskId: string,
  personId: string,
  now: Date,
): Promise<TaskView | undefined> {
  // `greatest`: clocks of instances differ, but the timestamps of a task must never go backwards.
  const [row] = await tx.query<{ task: TaskView }[]>(
    `with completed as (
       update task set completed_at = greatest($3::timestamptz, assigned_at)
       where id = $1 and assigned_to = $2 and completed_at is null
       returning *
     )
     select ${taskJson} as task from completed as task ${joinPeople}`,
    [taskId, personId, now],
  );
  return row?.task;
}

const eventOf = (task: TaskView) =>
  newEvent(taskCompleted, {
    task_uuid: task.uuid,
    assigned_to: task.assigned_to.uuid,
    timestamp: task.completed_at ?? '',
  });
