import { performance } from 'node:perf_hooks';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type Transaction } from '@ates/platform';
import { recordedDraws, redrawnTasks } from '../tasks/recorded-draws.js';
import { drawnBySeed, eligiblePeople, performs } from '../users/performer-draw.js';
import { largestChunk, nextChunkSize } from './chunk-size.js';

/**
 * Starts the reassignment at the head of the queue, or draws performers for its next chunk (T4). Returns true when there
 * may be more work at once, false when no reassignment is unfinished or no one is eligible.
 */
export class ContinueReassignment extends Command<boolean> {}

/**
 * Commits the draws, their events and the progress of a chunk in one transaction, so a restart after a crash resumes where
 * it stopped. The row lock lets only one instance work on a reassignment at a time.
 */
@CommandHandler(ContinueReassignment)
export class ContinueReassignmentHandler implements ICommandHandler<ContinueReassignment> {
  private chunkSize = largestChunk;

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute(): Promise<boolean> {
    // Checks first without a transaction or lock: there is nearly always nothing to do.
    const next = await nextInQueue(this.database);
    if (!next || (next.is_started && !next.has_people)) {
      return false;
    }
    if (next.is_started) {
      await this.redrawChunk();
    } else {
      await this.database.transaction((tx) => start(tx, next.id, this.clock.now()));
    }
    return true;
  }

  private async redrawChunk(): Promise<void> {
    const startedAt = performance.now();
    const done = await this.database.transaction(async (tx) => {
      this.outbox.noteAdded(tx);
      return redrawNext(tx, this.clock.now(), this.chunkSize);
    });
    if (done === this.chunkSize) {
      this.chunkSize = nextChunkSize(done, performance.now() - startedAt);
    }
  }
}

interface Next {
  id: string;
  is_started: boolean;
  /** Whether someone is eligible. */
  has_people: boolean;
}

/** A started reassignment comes first: a request with a lower place may have committed after it started. */
const queueOrder = `order by started_at is null, place`;

/** SQL of the next reassignment to work on. It runs all the time, so it must cost next to nothing. */
export const nextInQueueSql = `
  select id, started_at is not null as is_started,
         exists (select from cached_user where ${performs()}) as has_people
  from reassignment where finished_at is null ${queueOrder} limit 1`;

async function nextInQueue(database: Database): Promise<Next | undefined> {
  const [next] = await database.query<Next>(nextInQueueSql);
  return next;
}

/** Fixes the set of tasks: those open now. Tasks created later have higher ids. Does nothing if it has started. */
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
     where reassignment.id = $1 and started_at is null`,
    [id, now],
  );

/**
 * SQL of one chunk: $1 now, $2 how many tasks at most. One statement draws, updates the tasks, records and publishes the
 * draws, and advances the reassignment; it does nothing when none has started or no one is eligible. Returns `done`, the
 * number of tasks.
 *
 * It records who is eligible from here on, if that changed: together with the seed, this determines every draw. It locks
 * tasks in id order, so that concurrent runs cannot deadlock. A task completed while this waits for its lock is skipped:
 * PostgreSQL re-evaluates the condition after locking (T7).
 *
 * The query in `limit` hides the number from the planner: it expects so few tasks in the range that it might collect and
 * sort all of them, instead of following the index as far as needed.
 */
export const redrawNextSql = `
  with running as materialized (
    select id, seed, coalesce(reached_task_id, '00000000-0000-0000-0000-000000000000') as reached, last_task_id as last
    from reassignment
    where finished_at is null and started_at is not null
    order by place
    limit 1
    for update
  ), draw_from as materialized (
    select running.*, people.ids as people
    from running cross join (${eligiblePeople}) as people
    where people.ids is not null
  ), recorded_people as (
    insert into reassignment_people (reassignment_id, after_task_id, people)
    select id, reached, people from draw_from
    where people is distinct from (
      select people from reassignment_people
      where reassignment_id = draw_from.id
      order by after_task_id desc
      limit 1
    )
    on conflict (reassignment_id, after_task_id) do update set people = excluded.people
  ), open as materialized (
    select array(
      select id from task
      where id > (select reached from draw_from) and id <= (select last from draw_from) and completed_at is null
      order by id
      limit (select $2::int)
      for no key update
    ) as ids
  ), drawn as materialized (
    select task_id, ${drawnBySeed('task_id', 'draw_from.people', 'draw_from.seed')} as performer_id
    from draw_from, open, unnest(open.ids) as task_id
  ), redrawn as (${redrawnTasks('$1')}
  ), ${recordedDraws('redrawn', { reassignmentId: '(select id from draw_from)' })}, advanced as (
    update reassignment
    set done = done + cardinality(open.ids),
        progressed_at = greatest($1::timestamptz, progressed_at),
        reached_task_id = coalesce(open.ids[cardinality(open.ids)], reached_task_id),
        finished_at = case when cardinality(open.ids) < $2 then greatest($1::timestamptz, progressed_at) end
    from draw_from, open
    where reassignment.id = draw_from.id
    returning cardinality(open.ids) as done
  )
  select done from advanced`;

/** Processes the next chunk, which is the last one if it is not full; returns its number of tasks. */
async function redrawNext(tx: Transaction, now: Date, atMost: number): Promise<number> {
  const [row] = await tx.query<{ done: number }[]>(redrawNextSql, [now, atMost]);
  return row?.done ?? 0;
}
