import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  uuid,
  type TaskCounts,
  type TaskHistory,
  type TasksQuery,
  type Workload,
  type WorkloadQuery,
} from '@ates/contracts';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  decodeCursor,
  findsPart,
  hasPart,
  HeavyReads,
  SingleFlight,
  ReadDatabase,
  searchFormOf,
  toPage,
  type Asker,
  type ReadSource,
  type Topic,
  isoInstant,
  prepared,
  sharedLoads,
} from '@ates/platform';
import { countOfStranded } from './stranded-tasks.js';
import { joinPeople, personJson, taskJson } from './task-json.js';
import { taskNotFound } from './task.entity.js';

/** `performer` is a person's id here: the controller has already resolved `me`. */
export type TasksFilter = Omit<TasksQuery, 'performer'> & { performer?: string | undefined };

interface Row {
  id: string;
  json: string;
}

/** Every change of a task emits an event, except its price, which arrives in one. */
const tasksTopic: Topic = {
  name: 'tasks',
  version: `select concat_ws(' ', (${whereFeedEnds}), (select batches from task_price_head))`,
};

const cursorKeys = z.tuple([uuid]);

/** Queries of tasks, for people and services (T8). */
@Injectable()
export class TasksQueries {
  // Every open list refetches this after every change, and it reads up to 100,000 index rows: concurrent requests
  // share it.
  private readonly countsOfAll = new SingleFlight(() => this.countUnfinished());

  private readonly byId = sharedLoads((ids) => this.database.query<Row>(byIdSql, [ids]));

  constructor(
    private readonly database: Database,
    private readonly reads: ReadDatabase,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    changes.register(tasksTopic);
  }

  /**
   * A page of tasks, newest first, as JSON text of the contract `taskPage`: built by PostgreSQL and never parsed here.
   */
  async page(filter: TasksFilter, asker: Asker): Promise<string> {
    const rows = isHeavy(filter)
      ? await this.heavyReads.read(asker, (source) => searchTasks(source, filter), {
          mayBeBehind: mayBeBehind(filter),
        })
      : await this.readStandbyIfPossible(filter, (source) => rowsFrom(source, filter));
    const { items, next_cursor } = toPage(rows, filter.limit, (row) => [row.id]);
    return `{"items":[${items.map((row) => row.json).join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`;
  }

  /** One task, as JSON text of the contract `task`. Throws Problem `task-not-found`. */
  async one(id: string): Promise<string> {
    const row = await this.byId.load(id);
    if (!row) {
      throw taskNotFound(id);
    }
    return row.json;
  }

  /** The assignments and the completion of a task, oldest first. Throws Problem `task-not-found`. */
  async history(id: string): Promise<TaskHistory> {
    const [row] = await this.database.query<{ items: TaskHistory['items'] }>(historySql, [id]);
    if (!row) {
      throw taskNotFound(id);
    }
    return { items: row.items };
  }

  /** The number of open tasks of one performer, or of all when `performer` is undefined. */
  counts(performer: string | undefined): Promise<TaskCounts> {
    return performer === undefined ? this.countsOfAll.answer() : this.countUnfinished(performer);
  }

  private async countUnfinished(performer?: string): Promise<TaskCounts> {
    const count = (source: ReadSource) => source.query<TaskCounts>(countsSql, [performer ?? null]);
    // Counting all tasks reads up to 100,000 index entries, so it goes to the standby if there is one.
    const [counts] = performer === undefined ? await this.reads.read(count) : await count(this.database);
    return counts ?? { unfinished: 0, waits_for_performer: 0 };
  }

  /** What there is to do: of one performer with its money, or of all when `performer` is undefined (T1). */
  async workload({ since }: WorkloadQuery, performer: string | undefined): Promise<Workload> {
    if (performer !== undefined) {
      const [workload] = await this.database.query<Workload>(workloadOfPerformerSql, [since, performer]);
      return workload ?? missingWorkload();
    }
    // Reads up to 100,000 tasks, like the count of all.
    const [workload] = await this.reads.read((source) => source.query<Workload>(workloadOfAllSql, [since]));
    return workload ?? missingWorkload();
  }

  /** The number of open tasks whose performer may no longer perform (T12). */
  async countWaitingForPerformer(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count::int from (${countOfStranded}) as stranded`,
    );
    return row?.count ?? 0;
  }

  private readStandbyIfPossible<Result>(
    filter: Pick<TasksFilter, 'performer' | 'ids'>,
    work: (source: ReadSource) => Promise<Result>,
  ): Promise<Result> {
    return this.reads.hasStandby && mayBeBehind(filter) ? this.reads.read(work) : work(this.database);
  }
}

/**
 * True when a list may read many tasks for each one it shows: a text search, or a filter by whether a price exists.
 * All other lists follow the order of an index.
 */
const isHeavy = ({ text, status }: TasksFilter): boolean =>
  text !== undefined || (status !== undefined && status.includes('open') !== status.includes('saving'));

// Most searches look for a recent task or match many. Scanning this many costs a few milliseconds.
const newestTasks = 1000;

/**
 * Finds tasks by text. It scans the newest tasks first, which fills the page when many tasks match, and falls back to
 * the text index, which is fast when few match. Neither scans the whole table.
 */
async function searchTasks(source: ReadSource, { text, ...filter }: TasksFilter): Promise<Row[]> {
  const form = text === undefined ? undefined : await searchFormOf(source, text);
  if (form === undefined) {
    return rowsFrom(source, filter);
  }
  const newest = await searchNewest(source, filter, form);
  const ids =
    newest.ids.length > filter.limit || newest.looked_at < newestTasks
      ? newest.ids
      : await searchByIndex(source, filter, form);
  return ids.length === 0 ? [] : rowsFrom(source, { ids, limit: ids.length });
}

async function searchNewest(
  source: ReadSource,
  filter: TasksFilter,
  form: string,
): Promise<{ ids: string[]; looked_at: number }> {
  const [found] = await source.query<{ ids: string[]; looked_at: number }>(
    amongNewest,
    parametersOf(filter, form),
  );
  return found ?? { ids: [], looked_at: 0 };
}

async function searchByIndex(source: ReadSource, filter: TasksFilter, form: string): Promise<string[]> {
  const rows = await source.query<{ id: string }>(byIndex, parametersOf(filter, form));
  return rows.map(({ id }) => id);
}

// $2 is a list of statuses, or null for all. PostgreSQL plans with known values, and prunes filters that do not apply.
const isOfStatus = `
  ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
  and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
  and ($2::text[] is null or 'open' = any ($2) or task.completed_at is not null or price.task_id is null)
  and ($2::text[] is null or 'saving' = any ($2) or task.completed_at is not null or price.task_id is not null)`;

// `offset 0` forces a lookup by key for each row; otherwise the planner might scan the whole table for the join.
const oneRow = (columns: string, table: string, condition: string): string =>
  `lateral (select ${columns} from ${table} where ${condition} offset 0)`;

/** SQL: the ids of the newest tasks that match the text, and how many tasks were scanned. */
export const amongNewest = `
  with newest as materialized (
    select id, completed_at from task
    where ($1::uuid is null or task.assigned_to = $1)
      and ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
      and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
      and ($4::uuid[] is null or task.id = any ($4))
      and ($5::uuid is null or task.id < $5)
      and ($7::timestamptz is null or task.completed_at >= $7)
    order by id desc limit ${newestTasks}
  )
  select (select count(*)::int from newest) as looked_at, array(
    select task.id
    from newest as task
    cross join ${oneRow('form', 'task_search', 'task_search.task_id = task.id')} as searched
    left join ${oneRow('task_id', 'task_price', 'task_price.task_id = task.id')} as price on true
    where ${hasPart('searched.form', '$3')} and ${isOfStatus}
    order by task.id desc limit $6
  ) as ids`;

/** SQL: the ids of tasks that match the text, found through the text index. */
export const byIndex = `
  with found as materialized (
    select task_id from task_search where ${findsPart('form', '$3')} and ($5::uuid is null or task_id < $5)
  )
  select task.id
  from found
  cross join ${oneRow('id, assigned_to, completed_at', 'task', 'task.id = found.task_id')} as task
  left join ${oneRow('task_id', 'task_price', 'task_price.task_id = found.task_id')} as price on true
  where ($1::uuid is null or task.assigned_to = $1) and ($4::uuid[] is null or task.id = any ($4))
    and ($7::timestamptz is null or task.completed_at >= $7) and ${isOfStatus}
  order by task.id desc limit $6`;

/**
 * $1 performer, $2 statuses, $3 search text, $4 ids, $5 cursor: ids below this one, $6 limit plus one, $7 completed since.
 */
export function parametersOf(filter: TasksFilter, form?: string): unknown[] {
  const [before] = decodeCursor(filter.cursor, cursorKeys) ?? [];
  return [
    filter.performer ?? null,
    filter.status ?? null,
    form ?? null,
    filter.ids ?? null,
    before ?? null,
    filter.limit + 1,
    filter.completed_since ?? null,
  ];
}

/** The page size of the web UI and of most clients, plus the row that says whether there is another page. */
const usualRows = 51;

/**
 * A page in the order of an index. The text has only the conditions that apply, so that PostgreSQL can keep one plan for
 * each of the few combinations; the usual limit is part of it, since a plan for any limit expects a tenth of the table.
 */
function rowsFrom(
  source: ReadSource,
  { performer, status, ids, completed_since, cursor, limit }: TasksFilter,
): Promise<Row[]> {
  const [before] = decodeCursor(cursor, cursorKeys) ?? [];
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...(performer === undefined ? [] : [`task.assigned_to = ${bind(performer)}::uuid`]),
    ...(ids === undefined ? [] : [`task.id = any (${bind(ids)}::uuid[])`]),
    ...(completed_since === undefined
      ? []
      : [completedSince(bind(completed_since), performer && bind(performer))]),
    ...(before === undefined ? [] : [`task.id < ${bind(before)}::uuid`]),
    ...(status === undefined ? [] : [hasStatus(status)]),
  ];
  const rows = limit + 1;
  return source.query<Row>(
    prepared(
      `select task.id, ${taskJson}::text as json
       from task ${joinPeople}
       ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
       order by task.id desc
       limit ${rows === usualRows ? usualRows : bind(rows)}`,
    ),
    values,
  );
}

/**
 * SQL condition: a task was completed at an instant or later. Those of one performer are found first: in the order of
 * their ids, PostgreSQL would look at everything the performer has ever completed.
 */
const completedSince = (instant: string, performer: string | undefined): string =>
  performer === undefined
    ? `task.completed_at >= ${instant}::timestamptz`
    : `task.id = any (array(
         select id from task where assigned_to = ${performer}::uuid and completed_at >= ${instant}::timestamptz
       ))`;

/** SQL condition: a task has one of these statuses. */
function hasStatus(statuses: readonly string[]): string {
  const [isCompleted, isOpen, isSaving] = ['completed', 'open', 'saving'].map((one) =>
    statuses.includes(one),
  );
  if (isOpen === isSaving) {
    const either = [
      ...(isCompleted ? ['task.completed_at is not null'] : []),
      ...(isOpen ? ['task.completed_at is null'] : []),
    ];
    return either.length === 0 ? 'false' : `(${either.join(' or ')})`;
  }
  const unfinished = `task.completed_at is null and price.task_id is ${isOpen ? 'not null' : 'null'}`;
  return isCompleted ? `(task.completed_at is not null or ${unfinished})` : unfinished;
}

/**
 * True when a list may be slightly stale (S8): only the list of all tasks. In their own list, people look for what
 * they just did; and a service asks for tasks by id because an event said they changed, so it would cache a stale
 * answer permanently.
 */
const mayBeBehind = ({ performer, ids }: Pick<TasksFilter, 'performer' | 'ids'>): boolean =>
  performer === undefined && ids === undefined;

const countsSql = `
  select unfinished.count::int as unfinished, stranded.count::int as waits_for_performer
  from (
    select count(*) from task where completed_at is null and ($1::uuid is null or assigned_to = $1)
  ) as unfinished, (
    ${countOfStranded} and ($1::uuid is null or task.assigned_to = $1)
  ) as stranded`;

// Finance has charged the fee of a task to the person it is assigned to now; `since` is $1, the performer $2.
const countsByAge = `
  count(*)::int as open,
  count(*) filter (where task.created_at >= $1)::int as created_since,
  count(*) filter (where task.created_at < $1 and task.created_at >= $1::timestamptz - interval '6 days')::int
    as created_in_week`;

const workloadOfPerformerSql = prepared(`
  with open as (
    select ${countsByAge}, coalesce(sum(price.fee), 0)::float8 as fees,
           coalesce(sum(price.reward), 0)::float8 as rewards,
           count(*) filter (where price.task_id is null)::int as unpriced
    from task left join task_price as price on price.task_id = task.id
    where task.completed_at is null and task.assigned_to = $2::uuid
  ), done as (
    select count(*)::int as completed, coalesce(sum(price.reward), 0)::float8 as earned
    from task left join task_price as price on price.task_id = task.id
    where task.assigned_to = $2::uuid and task.completed_at >= $1
  )
  select open.open, created_since, created_in_week,
         json_build_object('fees', fees, 'rewards', rewards, 'unpriced', unpriced,
                           'completed', completed, 'earned', earned) as performer
  from open cross join done`);

const workloadOfAllSql = `select ${countsByAge}, null as performer from task where completed_at is null`;

const missingWorkload = (): never => {
  throw new Error('the database returned no workload');
};

const byIdSql = prepared(`
  select task.id, ${taskJson}::text as json from task ${joinPeople} where task.id = any($1::uuid[])`);

// Its months are those from the creation of the task to its last assignment.
const historySql = prepared(`
  select (
    select json_agg(
      json_build_object(
        'event', entry.event,
        'performer', ${personJson('entry.performer_id', 'performer')},
        'occurred_at', ${isoInstant('entry.occurred_at')}
      )
      order by entry.occurred_at, entry.place, entry.id
    )
    from (
      select 'assigned' as event, performer_id, assigned_at as occurred_at, 1 as place, id
      from task_assignment
      where task_id = task.id and assigned_at between task.created_at and task.assigned_at
      union all
      select 'completed', task.assigned_to, task.completed_at, 2, task.id where task.completed_at is not null
    ) as entry
    left join cached_user as performer on performer.id = entry.performer_id
  ) as items
  from task where task.id = $1::uuid`);
