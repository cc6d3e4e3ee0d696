import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { TaskView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import {
  drawingFraction,
  drawnPerformer,
  hasEligiblePerformer,
  noEligiblePerformer,
} from '../users/performer-draw.js';
import { recordDraws } from './recorded-draws.js';
import { joinPeople, taskJson } from './task-json.js';
import { Task, taskNotFound } from './task.entity.js';

/**
 * Draws the performer of an open task anew (T5): everybody eligible is as likely as any other, the present performer
 * too, and whoever is drawn is charged again. Answers the task.
 */
export class AssignTask extends Command<TaskView> {
  constructor(
    readonly taskId: string,
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
  ) {}

  execute({ taskId, idempotencyKey }: AssignTask): Promise<TaskView> {
    return this.database.once(idempotencyKey, async (tx) => {
      const task = await redraw(tx, taskId, this.clock.now());
      await recordDraws(tx, this.outbox, [
        { taskId, performerId: task.assigned_to.uuid, assignedAt: task.assigned_at },
      ]);
      return task;
    });
  }
}

/** The guarded update alone decides against a completion (T7); only when it changed nothing the reason is looked for. */
async function redraw(tx: Transaction, taskId: string, now: Date): Promise<TaskView> {
  for (;;) {
    const redrawn = await redrawIfOpen(tx, taskId, now);
    if (redrawn) {
      return redrawn;
    }
    const task = await tx.findOneBy(Task, { id: taskId });
    const refusal = task ? task.refusalToRedraw() : taskNotFound(taskId);
    if (refusal) {
      throw refusal;
    }
    if (!(await hasEligiblePerformer(tx))) {
      throw noEligiblePerformer('so the task stays with its performer');
    }
    // No reason any more: the person drawn was deleted or demoted at that very moment, and there are others.
  }
}

async function redrawIfOpen(tx: Transaction, taskId: string, now: Date): Promise<TaskView | undefined> {
  // `greatest`: clocks of different instances disagree, but the times of one task never go backwards.
  const [row] = await tx.query<{ task: TaskView }[]>(
    `with drawn as (${drawnPerformer('$3')}),
     redrawn as (
       update task set assigned_to = drawn.id, assigned_at = greatest($2::timestamptz, assigned_at)
       from drawn
       where task.id = $1 and completed_at is null
       returning task.*
     )
     select ${taskJson} as task from redrawn as task ${joinPeople}`,
    [taskId, now, drawingFraction()],
  );
  return row?.task;
}
