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
import { changedEvents, type TaskChangedVersions } from './changed-events.js';
import { recordedDraws } from './recorded-draws.js';
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
  private readonly insertSql: string;

  constructor(
    database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {
    this.creations = new GroupCommit(database, { work: (tx, commands) => this.createAll(tx, commands) });
    this.insertSql = insertTasks(configuration.TASK_CHANGED_VERSIONS);
  }

  execute(command: CreateTask): Promise<TaskView> {
    return this.creations.run(command, command.idempotencyKey);
  }

  private async createAll(tx: Transaction, commands: readonly CreateTask[]): Promise<Outcome<TaskView>[]> {
    const { TASKS_PER_MINUTE: perMinute } = this.configuration;
    const rows = await this.insertWithPerformers(tx, commands);
    this.outbox.noteAdded(tx);
    return rows.map(({ task, ...use }) =>
      task ? { answer: task } : { refusal: overLimit(use, perMinute, tooManyTasks(perMinute)) ?? noOne() },
    );
  }

  /** Throws ConcurrentChange when a person drawn was deleted or demoted in between, as long as someone else is eligible. */
  private async insertWithPerformers(tx: Transaction, commands: readonly CreateTask[]): Promise<Row[]> {
    const { TASKS_PER_MINUTE: perMinute } = this.configuration;
    const rows = await tx.query<Row[]>(this.insertSql, [
      commands.map(() => uuidv7()),
      commands.map(({ description }) => description),
      commands.map(({ authorId }) => authorId),
      commands.map(() => drawingFraction()),
      this.clock.now(),
      perMinute,
    ]);
    const isUndrawn = rows.some(({ task, uses }) => !task && uses <= perMinute);
    if (isUndrawn && (await hasEligiblePerformer(tx))) {
      throw new ConcurrentChange('a person drawn may no longer perform');
    }
    return rows;
  }
}

const tooManyTasks = (perMinute: number) => ({ code: 'too-many-tasks', what: `created ${perMinute} tasks` });

const noOne = (): Problem => noEligiblePerformer('so the task was not created');

/** A command's use of the author's quota, and its task; null when the quota was used up or no one could be drawn. */
interface Row extends CountedUse {
  task: TaskView | null;
}

/**
 * SQL that counts, draws, inserts, records and publishes in one statement: $1 ids, $2 descriptions, $3 authors, $4
 * fractions, $5 now, $6 tasks per minute. Returns a row for each command, in their order.
 *
 * It counts the tasks of each author in order. A minute whose limit is exceeded counts on: that changes nothing, since
 * everything more is refused until it ends.
 */
export const insertTasks = (versions: TaskChangedVersions): string =>
  prepared(`
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
  ), ${recordedDraws('created', 'created', changedEvents('created', versions))}
  select counted.uses, counted.milliseconds, shown.task
  from counted
  left join (select task.id, ${taskJson} as task from created as task ${joinPeople}) as shown on shown.id = counted.id
  order by counted.place`);
