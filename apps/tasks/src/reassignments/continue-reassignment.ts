import { performance } from 'node:perf_hooks';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Outbox } from '@ates/messaging';
import { Clock, Database, longStatementMilliseconds, type Transaction } from '@ates/platform';
import { addReassignmentSummaries, recordedLosses } from '../notifications/reassignment-summaries.js';
import { recordedDraws, redrawnTasks } from '../tasks/recorded-draws.js';
import { drawnBySeed, eligiblePeople, performs } from '../users/performer-draw.js';
import { largestChunk, nextChunkSize } from './chunk-size.js';

/**
 * Starts the reassignment at the head of the queue, or draws performers for its next chunk; after the last one, finishes it
 * and notifies its people (T4). Returns true when there may be more work at once, false when no reassignment is unfinished
 * or no one is eligible.
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
    const size = this.chunkSize;
    const chunk = await this.database.transaction(async (tx) => {
      this.outbox.noteAdded(tx);
      return redrawNext(tx, this.clock.now(), size);
    });
    if (chunk?.done === size) {
      this.chunkSize = nextChunkSize(size, performance.now() - startedAt);
    } else if (chunk) {
      // A transaction of its own, since completions must not wait for it.
      await this.database.transaction((tx) => finish(tx, chunk.id, this.clock.now()), {
        statementMilliseconds: longStatementMilliseconds,
      });
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
 * draws, and advances the reassignment; it does nothing when none has started or no one is eligible. Returns the `id`
 * of the reassignment, and `done`, the number of tasks. The last chunk is one that is not full.
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
  ), ${recordedDraws('redrawn', { reassignmentId: '(select id from draw_from)' })}, recorded_loss as (
    ${recordedLosses('redrawn', 'draw_from')}
  ), advanced as (
    update reassignment
    set done = done + cardinality(open.ids),
        progressed_at = greatest($1::timestamptz, progressed_at),
        reached_task_id = coalesce(open.ids[cardinality(open.ids)], reached_task_id)
    from draw_from, open
    where reassignment.id = draw_from.id
    returning reassignment.id, cardinality(open.ids) as done
  )
  select id, done from advanced`;

interface Chunk {
  /** The reassignment. */
  id: string;
  /** The number of its tasks that were redrawn. */
  done: number;
}

/** Processes the next chunk; undefined when no reassignment has started, or no one is eligible. */
async function redrawNext(tx: Transaction, now: Date, atMost: number): Promise<Chunk | undefined> {
  const [chunk] = await tx.query<Chunk[]>(redrawNextSql, [now, atMost]);
  return chunk;
}

/**
 * Finishes a reassignment whose tasks are all done, and notifies its people. Does nothing if another instance has finished
 * it. After a crash in between, the next chunk is empty and leads here again.
 */
async function finish(tx: Transaction, id: string, now: Date): Promise<void> {
  const finished = await tx.query<{ finished_at: Date }[]>(finishSql, [id, now]);
  for (const { finished_at: at } of finished) {
    await addReassignmentSummaries(tx, id, at);
  }
}

const finishSql = `
  with finished as (
    update reassignment set finished_at = greatest($2::timestamptz, progressed_at)
    where id = $1 and finished_at is null
    returning finished_at
  )
  select finished_at from finished`;
