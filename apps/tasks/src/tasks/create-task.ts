import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { v7 as uuidv7 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import {
  Clock,
  ConcurrentChange,
  countedUses,
  Database,
  GroupCommit,
  overLimit,
  prepared,
  type CountedUse,
  type IdempotencyKey,
  type Outcome,
  type Problem,
  type Transaction,
} from '@ates/platform';
import { TasksConfiguration } from '../config.js';
import {
  drawingFraction,
  drawnByFraction,
  hasEligiblePerformer,
  noEligiblePerformer,
} from '../users/performer-draw.js';
import { changedEvents } from './changed-events.js';
import { recordDraws, type Draw } from './recorded-draws.js';
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

/** Tasks that are created at the same time are stored together (docs/adr/0066). */
@CommandHandler(CreateTask)
export class CreateTaskHandler implements ICommandHandler<CreateTask> {
  private readonly creations: GroupCommit<CreateTask, TaskView>;

  constructor(
    database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {
    this.creations = new GroupCommit(database, { work: (tx, commands) => this.createAll(tx, commands) });
  }

  execute(command: CreateTask): Promise<TaskView> {
    return this.creations.run(command, command.idempotencyKey);
  }

  private async createAll(tx: Transaction, commands: readonly CreateTask[]): Promise<Outcome<TaskView>[]> {
    const perMinute = this.configuration.TASKS_PER_MINUTE;
    const rows = await insertWithPerformers(tx, commands, this.clock.now(), perMinute);
    const tasks = rows.flatMap(({ task }) => task ?? []);
    await this.outbox.add(
      tx,
      tasks.flatMap((task) => changedEvents(task, this.configuration.TASK_CHANGED_VERSIONS)),
    );
    await recordDraws(tx, this.outbox, tasks.map(drawOf));
    return rows.map(({ task, ...use }) =>
      task ? { answer: task } : { refusal: overLimit(use, perMinute, tooManyTasks(perMinute)) ?? noOne() },
    );
  }
}

const tooManyTasks = (perMinute: number) => ({ code: 'too-many-tasks', what: `created ${perMinute} tasks` });

const noOne = (): Problem => noEligiblePerformer('so the task was not created');

const drawOf = (task: TaskView): Draw => ({
  taskId: task.uuid,
  performerId: task.assigned_to.uuid,
  assignedAt: task.assigned_at,
});

/** A command's use of the author's quota, and its task; null when the quota was used up or no one could be drawn. */
interface Row extends CountedUse {
  task: TaskView | null;
}

/** Throws ConcurrentChange when a person drawn was deleted or demoted in between, as long as someone else is eligible. */
async function insertWithPerformers(
  tx: Transaction,
  commands: readonly CreateTask[],
  now: Date,
  perMinute: number,
): Promise<Row[]> {
  const rows = await insertTasks(tx, commands, now, perMinute);
  const isUndrawn = rows.some(({ task, uses }) => !task && uses <= perMinute);
  if (isUndrawn && (await hasEligiblePerformer(tx))) {
    throw new ConcurrentChange('a person drawn may no longer perform');
  }
  return rows;
}

// Counts the tasks of each author in order, so that the limit costs no further round trip. A minute whose limit is
// exceeded counts on: that changes nothing, since everything more is refused until it ends.
const insertSql = prepared(`
  with given as (
    select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::float8[]) with ordinality
      as given (id, description, author_id, fraction, place)
  ), wanted as (
    select *, row_number() over (partition by author_id order by place) as nth,
           count(*) over (partition by author_id) as of_author
    from given
  ), used as (${countedUses("select 'tasks-created:' || author_id as key, count(*) as uses from given group by author_id")}
  ), counted as (
    select wanted.*, (used.uses - wanted.of_author + wanted.nth)::int as uses, used.milliseconds
    from wanted join used on used.key = 'tasks-created:' || wanted.author_id
  ), drawn as (${drawnByFraction('counted', 'counted.uses <= $6')}
  ), created as (
    insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
    select counted.id, counted.description, counted.author_id, drawn.performer_id, $5, $5, $5
    from counted join drawn on drawn.task_id = counted.id
    returning *
  )
  select counted.uses, counted.milliseconds, shown.task
  from counted
  left join (select task.id, ${taskJson} as task from created as task ${joinPeople}) as shown on shown.id = counted.id
  order by counted.place`);

/** Counts, draws and inserts in one statement. Returns a row for each command, in their order. */
const insertTasks = (
  tx: Transaction,
  commands: readonly CreateTask[],
  now: Date,
  perMinute: number,
): Promise<Row[]> =>
  tx.query<Row[]>(insertSql, [
    commands.map(() => uuidv7()),
    commands.map(({ description }) => description),
    commands.map(({ authorId }) => authorId),
    commands.map(() => drawingFraction()),
    now,
    perMinute,
  ]);
