import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import {
  Clock,
  countedUse,
  Database,
  requireWithin,
  type CountedUse,
  type IdempotencyKey,
  type Transaction,
} from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import {
  drawingFraction,
  drawnPerformer,
  hasEligiblePerformer,
  noEligiblePerformer,
} from '../users/performer-draw.js';
import { changedEvents } from './changed-events.js';
import { recordDraws } from './recorded-draws.js';
import { joinPeople, taskJson } from './task-json.js';

/**
 * Creates a task and draws its performer at random (T2). Returns the task. Throws Problem `no-eligible-performer`, or
 * `too-many-tasks` when the author has created TASKS_PER_MINUTE tasks within a minute.
 */
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
      const task = await insertWithPerformer(tx, command, this.clock.now(), this.configuration);
      await this.outbox.add(tx, changedEvents(task, this.configuration.TASK_CHANGED_VERSIONS));
      await recordDraws(tx, this.outbox, [
        { taskId: task.uuid, performerId: task.assigned_to.uuid, assignedAt: task.assigned_at },
      ]);
      return task;
    });
  }
}

/** Draws again when the person drawn was deleted or demoted in between, as long as someone else is eligible. */
async function insertWithPerformer(
  tx: Transaction,
  command: CreateTask,
  now: Date,
  { TASKS_PER_MINUTE: perMinute }: TasksConfiguration,
): Promise<TaskView> {
  for (;;) {
    const { task, ...use } = await insertTask(tx, command, now, perMinute);
    requireWithin(use, perMinute, tooManyTasks(perMinute));
    if (task) {
      return task;
    }
    if (!(await hasEligiblePerformer(tx))) {
      throw noEligiblePerformer('so the task was not created');
    }
  }
}

const tooManyTasks = (perMinute: number) => ({ code: 'too-many-tasks', what: `created ${perMinute} tasks` });

/**
 * Counts, draws and inserts in one statement, so that the limit costs no extra round trip. Returns no task when the
 * author has exceeded the limit or the draw found no one.
 */
async function insertTask(
  tx: Transaction,
  command: CreateTask,
  now: Date,
  perMinute: number,
): Promise<CountedUse & { task: TaskView | null }> {
  const [row] = await tx.query<(CountedUse & { task: TaskView | null })[]>(
    `with drawn as (${drawnPerformer('$5')}),
     used as (${countedUse('$6')}),
     created as (
       insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
       select $1, $2, $3, drawn.id, $4, $4, $4 from drawn, used where used.uses <= $7
       returning *
     )
     select used.*, (select ${taskJson} from created as task ${joinPeople}) as task from used`,
    [
      uuidv7(),
      command.description,
      command.authorId,
      now,
      drawingFraction(),
      `tasks-created:${command.authorId}`,
      perMinute,
    ],
  );
  if (!row) {
    throw new Error('the task was not counted');
  }
  return row;
}
