import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type {
  CurrentReassignment,
  Reassignment,
  ReassignmentDraws,
  ReassignmentPage,
  ReassignmentPreview,
  ReassignmentsQuery,
} from '@ates/contracts';
import {
  Changes,
  Database,
  decodeCursor,
  HeavyReads,
  Problem,
  ReadDatabase,
  SingleFlight,
  toPage,
  type Asker,
  type Topic,
  isoInstant,
} from '@ates/platform';
import { personJson } from '../tasks/task-json.js';
import { drawnBySeed, performs } from '../users/performer-draw.js';

const reassignmentNotFound = (id: string): Problem =>
  new Problem('not-found', 'reassignment-not-found', `There is no reassignment ${id}.`);

const state = `case
  when finished_at is not null then 'completed'
  when started_at is null then 'queued'
  when not exists (select from cached_user where ${performs()}) then 'waiting_for_performers'
  else 'running'
end`;

// `total` grows with `done`: a task that was not yet committed when the total was counted may still be drawn.
const reassignmentJson = `json_build_object(
  'id', reassignment.id,
  'state', ${state},
  'requested_by', ${personJson('requested_by', 'requester')},
  'requested_at', ${isoInstant('requested_at')},
  'started_at', ${isoInstant('started_at')},
  'finished_at', ${isoInstant('finished_at')},
  'total', greatest(total, case when total is not null then done end),
  'done', done,
  'passed_over', case when finished_at is not null then greatest(total - done, 0) end,
  'per_second', coalesce(round(done / nullif(extract(epoch from progressed_at - started_at), 0), 1), 0)::float8,
  'seed', case when finished_at is not null then seed end
)`;

const fromReassignment = `
  from reassignment left join cached_user as requester on requester.id = reassignment.requested_by`;

/** SQL that selects the current state of one reassignment; $1 is its id. */
export const oneReassignment = `select ${reassignmentJson} as reassignment ${fromReassignment} where reassignment.id = $1`;

interface Row {
  place: number;
  reassignment: Reassignment;
}

// Few are unfinished at a time. Whether they wait depends on whether anyone is eligible.
const reassignmentsTopic: Topic = {
  name: 'reassignments',
  version: `
    select concat_ws(' ',
      (select max(place) from reassignment),
      (select string_agg(concat(place, ':', xmin), ' ' order by place)
       from reassignment where finished_at is null),
      exists (select from cached_user where ${performs()}))`,
};

const cursorKeys = z.tuple([z.int()]);

const currentSql = `
  select ${state} as state, done, greatest(total, case when total is not null then done end) as total
  from reassignment where finished_at is null
  order by started_at is null, place
  limit 1`;

/** Queries of reassignments (T4). */
@Injectable()
export class ReassignmentsQueries {
  private readonly currentOfAll = new SingleFlight(() => this.loadCurrent());

  constructor(
    private readonly database: Database,
    private readonly reads: ReadDatabase,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    changes.register(reassignmentsTopic);
  }

  /** Reassignments, newest first. */
  async page({ limit, cursor }: ReassignmentsQuery): Promise<ReassignmentPage> {
    const [before] = decodeCursor(cursor, cursorKeys) ?? [];
    const rows = await this.database.query<Row>(
      `select place::int, ${reassignmentJson} as reassignment ${fromReassignment}
       where $1::bigint is null or place < $1
       order by place desc
       limit $2`,
      [before ?? null, limit + 1],
    );
    const { items, next_cursor } = toPage(rows, limit, ({ place }) => [place]);
    return { items: items.map(({ reassignment }) => reassignment), next_cursor };
  }

  /**
   * The unfinished reassignment that runs now, or is the next one. Everyone's pages ask for it while one runs, so concurrent
   * requests share it.
   */
  current(): Promise<CurrentReassignment> {
    return this.currentOfAll.answer();
  }

  private async loadCurrent(): Promise<CurrentReassignment> {
    const [row] = await this.reads.read((source) => source.query<CurrentReassignment>(currentSql));
    return row ?? { state: 'none', done: 0, total: null };
  }

  /** The current state of one reassignment. Throws Problem `reassignment-not-found`. */
  async one(id: string): Promise<Reassignment> {
    const [row] = await this.database.query<{ reassignment: Reassignment }>(oneReassignment, [id]);
    if (!row) {
      throw reassignmentNotFound(id);
    }
    return row.reassignment;
  }

  /**
   * The draws of a completed reassignment, each recomputed from the seed and the people eligible at the time.
   * Throws Problem `reassignment-not-found` or `reassignment-not-completed`.
   */
  async draws(id: string, asker: Asker): Promise<ReassignmentDraws> {
    const { seed } = await this.one(id);
    if (seed === null) {
      throw new Problem(
        'conflict',
        'reassignment-not-completed',
        'The draws are published once the reassignment is completed, so that none can be predicted.',
      );
    }
    const [row] = await this.heavyReads.read(asker, (source) =>
      source.query<Omit<ReassignmentDraws, 'seed'>>(drawsSql, [id, seed]),
    );
    return { seed, draws: 0, differences: 0, performers: [], ...row };
  }

  /** What a reassignment would charge if it started now. A heavy read, which may run on a slightly stale standby. */
  async preview(asker: Asker): Promise<ReassignmentPreview> {
    const [row] = await this.heavyReads.read(
      asker,
      (source) => source.query<ReassignmentPreview>(previewSql),
      { mayBeBehind: true },
    );
    return row ?? { tasks: 0, unpriced: 0, fees: [] };
  }

  /** How many reassignments wait because no one is eligible: 0, or all unfinished ones. */
  async countWaiting(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(*)::int as count from reassignment
       where finished_at is null and not exists (select from cached_user where ${performs()})`,
    );
    return row?.count ?? 0;
  }
}

// A lookup per task: open tasks are few compared with all tasks ever priced.
const previewSql = `
  with open as (
    select price.currency, count(*) as tasks, sum(price.fee) as fees
    from task left join task_price as price on price.task_id = task.id
    where task.completed_at is null
    group by price.currency
  )
  select coalesce(sum(tasks), 0)::int as tasks,
         coalesce(sum(tasks) filter (where currency is null), 0)::int as unpriced,
         coalesce(
           json_agg(json_build_object('currency', currency, 'amount', fees) order by currency)
             filter (where currency is not null),
           '[]') as fees
  from open`;

// For each stretch of tasks with the same eligible people, compares every recorded draw with the recomputed one. Unnesting
// makes an array whose elements can be read without decompressing all of it each time.
const drawsSql = `
  with stretch as materialized (
    select after_task_id, array(select unnest(people)) as people,
           lead(after_task_id) over (order by after_task_id) as last_task_id
    from reassignment_people where reassignment_id = $1
  ),
  draw as (
    select task_id as id, performer_id from task_assignment where reassignment_id = $1
  ),
  again as (
    select draw.id as task_id, ${drawnBySeed('draw.id', 'stretch.people', '$2::text')} as performer_id
    from stretch
    join draw on draw.id > after_task_id and (last_task_id is null or draw.id <= last_task_id)
  ),
  eligible as (select distinct unnest(people) as id from stretch),
  counted as (select performer_id as id, count(*) as draws from draw group by performer_id)
  select (select count(*)::int from draw) as draws,
         (select count(*)::int from draw left join again on again.task_id = draw.id
          where again.performer_id is distinct from draw.performer_id) as differences,
         (select coalesce(json_agg(json_build_object(
            'performer', ${personJson('eligible.id', 'performer')}, 'draws', coalesce(counted.draws, 0)
          ) order by coalesce(counted.draws, 0) desc, eligible.id), '[]')
          from eligible
          left join counted on counted.id = eligible.id
          left join cached_user as performer on performer.id = eligible.id) as performers`;
