import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction, isoInstant } from '@ates/platform';
import { drawingSeed, drawnPerformers, performs } from '../users/performer-draw.js';
import { redrawIsDue } from './stranded-tasks.js';
import { recordDraws, type Draw } from './recorded-draws.js';

const tasksAtOnce = 5000;

/**
 * Draws new performers for open tasks whose performer was deleted or may no longer perform; each assignment is charged
 * as usual (T12). Handles up to 5,000 tasks and returns true when there may be more. Does nothing while no one is
 * eligible.
 */
export class RedrawStrandedTasks extends Command<boolean> {}

@CommandHandler(RedrawStrandedTasks)
export class RedrawStrandedTasksHandler implements ICommandHandler<RedrawStrandedTasks> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<boolean> {
    // Checks first without a transaction or lock: there is nearly always nothing to do.
    if (!(await isRedrawDue(this.database))) {
      return false;
    }
    return this.database.transaction(async (tx) => {
      const draws = await redrawStranded(tx, this.clock.now());
      await recordDraws(tx, this.outbox, draws);
      return draws.length === tasksAtOnce;
    });
  }
}

async function isRedrawDue(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_due: boolean }>(redrawIsDue);
  return row?.is_due ?? false;
}

/** Locks in id order, so that concurrent runs cannot deadlock. */
const redrawStranded = (tx: Transaction, now: Date): Promise<Draw[]> =>
  tx.query<Draw[]>(
    `with stranded as (
       select task.id
       from cached_user join task on task.assigned_to = cached_user.id and task.completed_at is null
       where not ${performs()} and exists (select from cached_user as other where ${performs('other')})
       order by task.id
       limit ${tasksAtOnce}
       for no key update of task
     ),
     people as (select id, row_number() over (order by id) as place from cached_user where ${performs()}),
     drawn as (${drawnPerformers('stranded', 'people', '$2::text')}),
     redrawn as (
       update task set assigned_to = drawn.performer_id, assigned_at = greatest($1::timestamptz, assigned_at)
       from drawn
       where task.id = drawn.task_id and completed_at is null
       returning task.*
     )
     select id as "taskId", assigned_to as "performerId", ${isoInstant('assigned_at')} as "assignedAt" from redrawn`,
    [now, drawingSeed()],
  );
