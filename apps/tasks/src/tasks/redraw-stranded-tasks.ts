import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { drawingSeed, drawnBySeed, eligiblePeople } from '../users/performer-draw.js';
import { recordedDraws, redrawnTasks } from './recorded-draws.js';
import { leavers, redrawIsDue } from './stranded-tasks.js';

const tasksAtOnce = 1000;

/**
 * Draws new performers for open tasks whose performer was deleted or may no longer perform; each assignment is charged
 * as usual (T12). Handles up to 1,000 tasks and returns true when there may be more. Does nothing while no one is
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
      const redrawn = await redrawStranded(tx, this.clock.now());
      this.outbox.noteAdded(tx);
      return redrawn === tasksAtOnce;
    });
  }
}

async function isRedrawDue(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_due: boolean }>(redrawIsDue);
  return row?.is_due ?? false;
}

/** Locks in id order, so that concurrent runs cannot deadlock. Returns how many tasks were redrawn. */
async function redrawStranded(tx: Transaction, now: Date): Promise<number> {
  const [row] = await tx.query<{ redrawn: number }[]>(
    `with people as materialized (${eligiblePeople}),
     leaver as materialized (${leavers}),
     stranded as materialized (
       select array(
         select task.id
         from leaver join task on task.assigned_to = leaver.id
         where task.completed_at is null and (select ids from people) is not null
         order by task.id
         limit ${tasksAtOnce}
         for no key update of task
       ) as ids
     ),
     drawn as materialized (
       select task_id, ${drawnBySeed('task_id', 'people.ids', '$2::text')} as performer_id
       from people, stranded, unnest(stranded.ids) as task_id
     ),
     redrawn as (${redrawnTasks('$1')}),
     ${recordedDraws('redrawn', 'left')}
     select count(*)::int as redrawn from redrawn`,
    [now, drawingSeed()],
  );
  return row?.redrawn ?? 0;
}
