import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { recordDraws, type Draw } from '../tasks/recorded-draws.js';
import { isoInstant } from '../tasks/task-json.js';
import { drawnPerformers, eligiblePeople, performs } from '../users/performer-draw.js';

/** Few enough that who completes a task meanwhile hardly waits; see docs/adr/0015. */
export const tasksAtOnce = 1000;

const beforeAllTasks = '00000000-0000-0000-0000-000000000000';

/**
 * Draws the next tasks of the reassignment whose turn it is (T4). Answers true when there may be more to do at once:
 * false when there is no reassignment, or nobody to draw.
 */
export class ContinueReassignment extends Command<boolean> {}

interface Running {
  id: string;
  seed: string;
  /** Tasks up to this one are done. */
  reached: string;
  /** The last task that is part of it; null when none was open. */
  last: string | null;
}

interface Chunk {
  draws: Draw[];
  /** The last task that was looked at; null when there are no more. */
  reached: string | null;
}

/**
 * One transaction for the draws, what tells of them, and how far the reassignment is: after a crash it goes on from
 * there. The locked row lets one instance work on it at a time.
 */
@CommandHandler(ContinueReassignment)
export class ContinueReassignmentHandler implements ICommandHandler<ContinueReassignment> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<boolean> {
    // First without a transaction and without a lock: nearly always there is nothing to do.
    if (!(await canContinue(this.database))) {
      return false;
    }
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const running = await nextInTurn(tx, now);
      if (!running) {
        return false;
      }
      const people = await eligiblePeople(tx);
      if (people.length === 0) {
        return false;
      }
      await recordPeople(tx, running, people);
      const { draws, reached } = await redrawNext(tx, running, people, now);
      await recordDraws(tx, this.outbox, draws, running.id);
      await recordProgress(tx, running.id, now, draws.length, reached);
      return true;
    });
  }
}

/** Whether a reassignment is to be started, or is started and there is anybody to draw. */
async function canContinue(database: Database): Promise<boolean> {
  const [next] = await database.query<{ can_continue: boolean }>(
    `select started_at is null or exists (select from cached_user where ${performs()}) as can_continue
     from reassignment where finished_at is null ${inTurn} limit 1`,
  );
  return next?.can_continue ?? false;
}

/** One that has begun is finished first: a request that took the place before it may have committed only since. */
const inTurn = `order by started_at is null, place`;

/** The first that is not finished, started if it is not, and locked. */
async function nextInTurn(tx: Transaction, now: Date): Promise<Running | undefined> {
  const [next] = await tx.query<{ id: string; isStarted: boolean }[]>(
    `select id, started_at is not null as "isStarted" from reassignment
     where finished_at is null
     ${inTurn}
     limit 1
     for update`,
  );
  if (next && !next.isStarted) {
    await start(tx, next.id, now);
  }
  const [running] = await tx.query<Running[]>(
    `select id, seed, coalesce(reached_task_id, $2) as reached, last_task_id as last
     from reassignment where id = $1`,
    [next?.id, beforeAllTasks],
  );
  return running;
}

/** Settles which tasks are part of it: those that are open now. What is created later has a later id. */
const start = (tx: Transaction, id: string, now: Date): Promise<unknown> =>
  tx.query(
    `update reassignment
     set started_at = greatest($2::timestamptz, requested_at),
         progressed_at = greatest($2::timestamptz, requested_at),
         total = open.count,
         last_task_id = open.last
     from (
       select count(*) as count,
              (select id from task where completed_at is null order by id desc limit 1) as last
       from task where completed_at is null
     ) as open
     where reassignment.id = $1`,
    [id, now],
  );

/** Who can be drawn from here on, unless it is the same as before: with the seed, all that the draws follow from. */
const recordPeople = (tx: Transaction, { id, reached }: Running, people: string[]): Promise<unknown> =>
  tx.query(
    `insert into reassignment_people (reassignment_id, after_task_id, people)
     select $1, $2, $3::uuid[]
     where $3::uuid[] is distinct from (
       select people from reassignment_people
       where reassignment_id = $1
       order by after_task_id desc
       limit 1
     )
     on conflict (reassignment_id, after_task_id) do update set people = excluded.people`,
    [id, reached, people],
  );

/**
 * Locks in the order of ids, so that two lists at the same time wait for each other and never in a circle. A task that
 * was completed while its lock was waited for is left out by PostgreSQL, which looks at the condition again (T7).
 */
async function redrawNext(
  tx: Transaction,
  { seed, reached, last }: Running,
  people: string[],
  now: Date,
): Promise<Chunk> {
  const [chunk] = await tx.query<Chunk[]>(
    `with next as (
       select id from task
       where id > $1 and id <= $2 and completed_at is null
       order by id
       limit ${tasksAtOnce}
     ),
     open as (
       select task.id from task join next on next.id = task.id
       where task.completed_at is null
       order by task.id
       for no key update of task
     ),
     people as (select id, place from unnest($3::uuid[]) with ordinality as person (id, place)),
     drawn as (${drawnPerformers('open', 'people', '$4::text')}),
     redrawn as (
       update task set assigned_to = drawn.performer_id, assigned_at = greatest($5::timestamptz, assigned_at)
       from drawn
       where task.id = drawn.task_id
       returning task.*
     )
     select (select max(id::text) from next) as reached,
            coalesce(json_agg(json_build_object(
              'taskId', id, 'performerId', assigned_to, 'assignedAt', ${isoInstant('assigned_at')}
            ) order by id), '[]') as draws
     from redrawn`,
    [reached, last, people, seed, now],
  );
  return chunk ?? { draws: [], reached: null };
}

/** Finished when there was nothing more to look at. */
const recordProgress = (
  tx: Transaction,
  id: string,
  now: Date,
  done: number,
  reached: string | null,
): Promise<unknown> =>
  tx.query(
    `update reassignment
     set done = done + $3,
         progressed_at = greatest($2::timestamptz, progressed_at),
         reached_task_id = coalesce($4::uuid, reached_task_id),
         finished_at = case when $4::uuid is null then greatest($2::timestamptz, progressed_at) end
     where id = $1`,
    [id, now, done, reached],
  );
