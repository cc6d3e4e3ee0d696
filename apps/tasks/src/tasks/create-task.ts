import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import { taskAssigned, type TaskView } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import {
  drawingFraction,
  drawnPerformer,
  hasEligiblePerformer,
  noEligiblePerformer,
} from '../users/performer-draw.js';
import { changedEvents } from './changed-events.js';
import { joinPeople, taskJson } from './task-json.js';

/** Creates a task and draws its performer at random (T2). Answers the task, or Problem `no-eligible-performer`. */
export class CreateTask extends Command<TaskView> {
  constructor(
    readonly authorId: string,
    readonly description: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(CreateTask)
export class CreateTaskHandler implements ICommandHandler<CreateTask> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {}

  execute(command: CreateTask): Promise<TaskView> {
    return this.database.once(command.idempotencyKey, async (tx) => {
      const task = await insertWithPerformer(tx, command, this.clock.now());
      await this.outbox.add(tx, [
        ...changedEvents(task, this.configuration.TASK_CHANGED_VERSIONS),
        assignedEvent(task),
      ]);
      return task;
    });
  }
}

/** Tries again when the person drawn was deleted or demoted at that very moment, as long as there are others. */
async function insertWithPerformer(tx: Transaction, command: CreateTask, now: Date): Promise<TaskView> {
  for (;;) {
    const task = await insertTask(tx, command, now);
    if (task) {
      return task;
    }
    if (!(await hasEligiblePerformer(tx))) {
      throw noEligiblePerformer('so none was created');
    }
  }
}

/** The draw, the task and the first line of its history in one statement; nothing when the draw gave nobody. */
async function insertTask(tx: Transaction, command: CreateTask, now: Date): Promise<TaskView | undefined> {
  const [row] = await tx.query<{ task: TaskView }[]>(
    `with drawn as (${drawnPerformer('$5')}),
     created as (
       insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select $1, $2, $3, drawn.id, $4, $4, $4 from drawn
       returning *
     ),
     assigned as (
       insert into task_assignment (id, task_id, performer_id, assigned_at)
       select $6, id, assigned_to, assigned_at from created
     )
     select ${taskJson} as task from created as task ${joinPeople}`,
    [uuidv7(), command.description, command.authorId, now, drawingFraction(), uuidv7()],
  );
  return row?.task;
}

const assignedEvent = (task: TaskView) =>
  newEvent(taskAssigned, {
    task_uuid: task.uuid,
    assigned_to: task.assigned_to.uuid,
    timestamp: task.assigned_at,
  });
