import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TaskView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import {
  Clock,
  countedUse,
  Database,
  prepared,
  requireWithin,
  type CountedUse,
  type IdempotencyKey,
  type Transaction,
} from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { TasksConfiguration } from '../config.js';
import {
  drawingFraction,
  drawnByFraction,
  hasEligiblePerformer,
  noEligiblePerformer,
} from '../users/performer-draw.js';
import { recordedDraws } from './recorded-draws.js';
import { joinPeople, taskJson } from './task-json.js';
import { Task, taskNotFound } from './task.entity.js';

/**
 * Draws a new performer for an open task (T5). Everyone eligible is equally likely, including the current performer,
 * and each assignment is charged. Returns the task. Throws Problem `too-many-redraws` when the person has redrawn
 * REDRAWS_PER_MINUTE tasks within a minute.
 */
export class AssignTask extends Command<TaskView> {
  constructor(
    readonly taskId: string,
    readonly personId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(AssignTask)
export class AssignTaskHandler implements ICommandHandler<AssignTask> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly configuration: TasksConfiguration,
  ) {}

  execute(command: AssignTask): Promise<TaskView> {
    const { taskId, idempotencyKey } = command;
    return this.database.once(idempotencyKey, async (tx) => {
      const task = await redraw(tx, command, this.clock.now(), this.configuration);
      this.outbox.noteAdded(tx);
      await recordSecurity(tx, {
        action: 'task.redrawn',
        subject: { kind: 'task', id: taskId },
        details: { performer: task.assigned_to.uuid },
      });
      return task;
    });
  }
}

/**
 * The guarded update settles any race with a completion (T7); the reason is looked up only when it changed nothing. Draws
 * again when the person drawn was deleted or demoted in between, as long as someone is eligible.
 */
async function redraw(
  tx: Transaction,
  command: AssignTask,
  now: Date,
  { REDRAWS_PER_MINUTE: perMinute }: TasksConfiguration,
): Promise<TaskView> {
  const { taskId } = command;
  for (;;) {
    const { task: redrawn, ...use } = await redrawIfOpen(tx, command, now, perMinute);
    requireWithin(use, perMinute, tooManyRedraws(perMinute));
    if (redrawn) {
      return redrawn;
    }
    const task = await tx.findOneBy(Task, { id: taskId });
    const refusal = task ? task.refusalToRedraw() : taskNotFound(taskId);
    if (refusal) {
      throw refusal;
    }
    if (!(await hasEligiblePerformer(tx))) {
      throw noEligiblePerformer('so the task keeps its current performer');
    }
  }
}

const tooManyRedraws = (perMinute: number) => ({
  code: 'too-many-redraws',
  what: `reassigned ${perMinute} single tasks`,
});

// `greatest`: clocks of instances differ, but the timestamps of a task must never go backwards.
const redrawSql = prepared(`
  with asked as (select $1::uuid as id, $3::float8 as fraction),
  drawn as (${drawnByFraction('asked', 'true')}),
  used as (${countedUse('$4')}),
  redrawn as (
    update task set assigned_to = drawn.performer_id, assigned_at = greatest($2::timestamptz, assigned_at)
    from drawn, used
    where task.id = drawn.task_id and completed_at is null and used.uses <= $5
    returning task.*, old.assigned_to as taken_from
  ), ${recordedDraws('redrawn', 'redrawn')}
  select used.*, (select ${taskJson} from redrawn as task ${joinPeople}) as task from used`);

/** Counts, draws, updates and records in one statement. Returns no task when the limit is exceeded or nothing changed. */
async function redrawIfOpen(
  tx: Transaction,
  { taskId, personId }: AssignTask,
  now: Date,
  perMinute: number,
): Promise<CountedUse & { task: TaskView | null }> {
  const [row] = await tx.query<(CountedUse & { task: TaskView | null })[]>(redrawSql, [
    taskId,
    now,
    drawingFraction(),
    `tasks-redrawn:${personId}`,
    perMinute,
  ]);
  if (!row) {
    throw new Error('the redraw was not counted');
  }
  return row;
}
