import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { taskCompleted, type TaskView } from '@ates/contracts';
import { addedEvents, eventColumns, Outbox } from '@ates/messaging';
import {
  Clock,
  ConcurrentChange,
  Database,
  GroupCommit,
  isoInstant,
  prepared,
  type IdempotencyKey,
  type Outcome,
  type Problem,
  type Transaction,
} from '@ates/platform';
import { In } from 'typeorm';
import { joinPeople, taskJson } from './task-json.js';
import { Task, taskNotFound } from './task.entity.js';

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

/** Tasks that are completed at the same time are stored together (docs/adr/0066). */
@CommandHandler(CompleteTask)
export class CompleteTaskHandler implements ICommandHandler<CompleteTask> {
  private readonly completions: GroupCommit<CompleteTask, TaskView>;

  constructor(
    database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {
    this.completions = new GroupCommit(database, {
      work: (tx, commands) => this.completeAll(tx, commands),
      conflictKey: ({ taskId }) => taskId,
    });
  }

  execute(command: CompleteTask): Promise<TaskView> {
    return this.completions.run(command, command.idempotencyKey);
  }

  private async completeAll(
    tx: Transaction,
    commands: readonly CompleteTask[],
  ): Promise<Outcome<TaskView>[]> {
    const completed = await completeOpen(tx, commands, this.clock.now());
    const rest = commands.filter(({ taskId }) => !completed.has(taskId));
    const refusals = await refusalsOf(tx, rest);
    if (completed.size > 0) {
      this.outbox.noteAdded(tx);
    }
    return commands.map(({ taskId }) => {
      const task = completed.get(taskId);
      return task ? { answer: task } : { refusal: refusals.get(taskId) ?? taskNotFound(taskId) };
    });
  }
}

const completedEvents = `
  select ${eventColumns(taskCompleted, 'uuidv7()', {
    task_uuid: 'completed.id',
    assigned_to: 'completed.assigned_to',
    timestamp: isoInstant('completed.completed_at'),
  })} from completed`;

// `greatest`: clocks of instances differ, but the timestamps of a task must never go backwards. Locks in the order of the
// ids, so that two groups never deadlock.
const completeSql = prepared(`
  with due as (
    select task.id
    from unnest($1::uuid[], $2::uuid[]) as asked (id, person_id)
    join task on task.id = asked.id
    where task.assigned_to = asked.person_id and task.completed_at is null
    order by task.id
    for no key update of task
  ), completed as (
    update task set completed_at = greatest($3::timestamptz, assigned_at)
    from due where task.id = due.id
    returning task.*
  ), added_event as (${addedEvents([completedEvents])}
  )
  select ${taskJson} as task from completed as task ${joinPeople}`);

/** The guarded update settles any race, and publishes. Returns the tasks that it completed, by id. */
async function completeOpen(
  tx: Transaction,
  commands: readonly CompleteTask[],
  now: Date,
): Promise<Map<string, TaskView>> {
  const rows = await tx.query<{ task: TaskView }[]>(completeSql, [
    commands.map(({ taskId }) => taskId),
    commands.map(({ personId }) => personId),
    now,
  ]);
  return new Map(rows.map(({ task }) => [task.uuid, task]));
}

/**
 * Why tasks were not completed, by id. Throws ConcurrentChange when nothing speaks against one: it was assigned to this
 * person between the two statements.
 */
async function refusalsOf(tx: Transaction, commands: readonly CompleteTask[]): Promise<Map<string, Problem>> {
  if (commands.length === 0) {
    return new Map();
  }
  const tasks = await tx.findBy(Task, { id: In(commands.map(({ taskId }) => taskId)) });
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return new Map(
    commands.map(({ taskId, personId }) => {
      const task = byId.get(taskId);
      const refusal = task ? task.refusalToComplete(personId) : taskNotFound(taskId);
      if (!refusal) {
        throw new ConcurrentChange(`task ${taskId} was assigned to the caller just now`);
      }
      return [taskId, refusal];
    }),
  );
}
