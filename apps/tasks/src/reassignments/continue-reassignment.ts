import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction, isoInstant } from '@ates/platform';
import { recordDraws, type Draw } from '../tasks/recorded-draws.js';
import { drawnPerformers, eligiblePeople, performs } from '../users/performer-draw.js';

/** Small enough that a concurrent completion hardly waits for the locks; see docs/adr/0015. */
const tasksAtOnce = 1000;

const beforeAllTasks = '00000000-0000-0000-0000-000000000000';

/**
 * Draws performers for the next chunk of the reassignment at the head of the queue (T4). Returns true when there may be
 * more work at once, false when no reassignment is unfinished or no one is eligible.
 */
export class ContinueReassignment extends Command<boolean> {}

interface Running {
  id: string;
  seed: string;
  /** The last task already processed. */
  reached: string;
  /** The last task of this reassignment; null when no task was open. */
  last: string | null;
}

interface Chunk {
  draws: Draw[];
  /** The last task of this chunk; null when no tasks are left. */
  reached: string | null;
}

/**
 * Commits the draws, their events and the progress in one transaction, so a restart after a crash resumes where it
 * stopped. The row lock lets only one instance work on a reassignment at a time.
 */
@CommandHandler(ContinueReassignment)
export class ContinueReassignmentHandler implements ICommandHandler<ContinueReassignment> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<boolean> {
    // Checks first without a transaction or lock: there is nearly always nothing to do.
    if (!(await canContinue(this.database))) {
      return false;
    }
    return this.database.transaction(async (tx) => {
      const now = this.clock.now();
      const running = await nextInQueue(tx, now);
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

/** True when the next reassignment has not started, or has started and someone is eligible. */
async function canContinue(database: Database): Promise<boolean> {
  const [next] = await database.query<{ can_continue: boolean }>(
    `select started_at is null or exists (select from cached_user where ${performs()}) as can_continue
     from reassignment where finished_at is null ${queueOrder} limit 1`,
  );
  return next?.can_continue ?? false;
}

/** A started reassignment comes first: a request with a lower place may have committed after it started. */
const queueOrder = `order by started_at is null, place`;

/** Locks the next unfinished reassignment and starts it if needed. Returns undefined when all are finished. */
async function nextInQueue(tx: Transaction, now: Date): Promise<Running | undefined> {
  const [next] = await tx.query<{ id: string; isStarted: boolean }[]>(
    `select id, started_at is not null as "isStarted" from reassignment
     where finished_at is null
     ${queueOrder}
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

/** Fixes the set of tasks: those open now. Tasks created later have higher ids. */
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

/** Records who is eligible from here on, if that changed. Together with the seed, this determines every draw. */
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
 * Locks in id order, so that concurrent runs cannot deadlock. A task completed while this waits for its lock is
 * skipped: PostgreSQL re-evaluates the condition after locking (T7).
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

/** Saves the progress, and marks the reassignment finished when `reached` is null. */
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
