import { z } from 'zod';
import { uuid, type TaskOrder, type TasksQuery } from '@ates/contracts';
import {
  decodeCursor,
  findsPart,
  hasPart,
  isoInstantWithMicroseconds,
  prepared,
  searchFormOf,
  toPage,
  type ReadSource,
} from '@ates/platform';
import { oldestIdAt } from './created-bounds.js';
import { joinPeople, taskJson } from './task-json.js';

/** `performer` is a person's id here: the controller has already resolved `me`. */
export type TasksFilter = Omit<TasksQuery, 'performer' | 'order'> & {
  performer?: string | undefined;
  /** Default: `newest`. */
  order?: TaskOrder;
};

interface Row {
  id: string;
  json: string;
  /** With microseconds, for the cursor; only in lists of completed tasks. */
  completed_at?: string;
}

/**
 * An order of a list. Each ends with the id, which never changes, and `completed_at` never changes once it is set: so a
 * page continues exactly where the one before ended, whatever happens in between.
 */
interface Ordering {
  /** SQL of the order, of the alias `task`. */
  by: string;
  /** SQL condition: a task comes after the row of a cursor with this id and completion time. */
  after: (id: string, completedAt: string) => string;
  cursorKeys: z.ZodType<CursorKeys>;
  keysOf: (row: Row) => string[];
}

interface CursorKeys {
  id: string;
  completedAt?: string;
}

const orderings: Record<TaskOrder, Ordering> = {
  newest: {
    by: 'task.id desc',
    after: (id) => `task.id < ${id}::uuid`,
    cursorKeys: z.tuple([uuid]).transform(([id]) => ({ id })),
    keysOf: ({ id }) => [id],
  },
  oldest: {
    by: 'task.id',
    after: (id) => `task.id > ${id}::uuid`,
    cursorKeys: z.tuple([z.literal('oldest'), uuid]).transform(([, id]) => ({ id })),
    keysOf: ({ id }) => ['oldest', id],
  },
  completed: {
    by: 'task.completed_at desc, task.id desc',
    after: (id, completedAt) => `(task.completed_at, task.id) < (${completedAt}::timestamptz, ${id}::uuid)`,
    cursorKeys: z
      .tuple([z.literal('completed'), z.iso.datetime(), uuid])
      .transform(([, completedAt, id]) => ({ id, completedAt })),
    keysOf: ({ id, completed_at = '' }) => ['completed', completed_at, id],
  },
};

const orderingOf = ({ order = 'newest' }: Pick<TasksFilter, 'order'>): Ordering => orderings[order];

/** A page of tasks as JSON text of the contract `taskPage`: built by PostgreSQL and never parsed here. */
export function pageJson(rows: readonly Row[], filter: TasksFilter): string {
  const { items, next_cursor } = toPage(rows, filter.limit, orderingOf(filter).keysOf);
  return `{"items":[${items.map((row) => row.json).join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`;
}

/**
 * True when a list may read many tasks for each one it shows: a text search, a filter by whether a price exists, or a
 * completion time and a creation time that together fit no index. All other lists follow the order of an index.
 */
export const isHeavy = ({
  text,
  status,
  order,
  performer,
  created_before,
  completed_since,
}: TasksFilter): boolean =>
  text !== undefined ||
  (status !== undefined && status.includes('open') !== status.includes('saving')) ||
  (order === 'completed'
    ? created_before !== undefined
    : completed_since !== undefined && performer === undefined);

/** True when a filter by completion excludes every status asked for. */
const matchesNothing = ({ status, order, completed_since }: TasksFilter): boolean =>
  (order === 'completed' || completed_since !== undefined) &&
  status !== undefined &&
  !status.includes('completed');

// Most searches look for a recent task or match many. Scanning this many costs a few milliseconds.
const firstTasks = 1000;

/**
 * The rows of a page, and one more if there is another page. A text search scans the first tasks of the order, which
 * fills the page when many tasks match, and falls back to the text index, which is fast when few match. Neither scans the
 * whole table.
 */
export async function listTasks(source: ReadSource, { text, ...filter }: TasksFilter): Promise<Row[]> {
  if (matchesNothing(filter)) {
    return [];
  }
  const form = text === undefined ? undefined : await searchFormOf(source, text);
  if (form === undefined) {
    return rowsFrom(source, filter);
  }
  const first = await searchFirst(source, filter, form);
  const ids =
    first.ids.length > filter.limit || first.looked_at < firstTasks
      ? first.ids
      : await searchByIndex(source, filter, form);
  return ids.length === 0 ? [] : rowsFrom(source, { ids, limit: ids.length, order: filter.order });
}

async function searchFirst(
  source: ReadSource,
  filter: TasksFilter,
  form: string,
): Promise<{ ids: string[]; looked_at: number }> {
  const [found] = await source.query<{ ids: string[]; looked_at: number }>(
    amongFirst(filter.order),
    searchParameters(filter, form),
  );
  return found ?? { ids: [], looked_at: 0 };
}

async function searchByIndex(source: ReadSource, filter: TasksFilter, form: string): Promise<string[]> {
  const rows = await source.query<{ id: string }>(byIndex(filter.order), searchParameters(filter, form));
  return rows.map(({ id }) => id);
}

// $2 is a list of statuses, or null for all. PostgreSQL plans with known values, and prunes filters that do not apply.
const isOfStatus = `
  ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
  and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
  and ($2::text[] is null or 'open' = any ($2) or task.completed_at is not null or price.task_id is null)
  and ($2::text[] is null or 'saving' = any ($2) or task.completed_at is not null or price.task_id is not null)`;

/** Conditions of a search on the columns of `task` alone, with the parameters of `searchParameters`. */
const matchesFilter = (order: TaskOrder = 'newest'): string => `
  ($1::uuid is null or task.assigned_to = $1)
  and ($4::uuid[] is null or task.id = any ($4))
  and ($5::uuid is null or ${orderings[order].after('$5', '$12')})
  and ($7::timestamptz is null or task.completed_at >= $7)
  and ($8::timestamptz is null or task.created_at >= $8)
  and ($9::timestamptz is null or task.created_at < $9)
  and ($10::uuid is null or task.id >= $10)
  and ($11::uuid is null or task.id < $11)
  ${order === 'completed' ? 'and task.completed_at is not null' : ''}`;

// `offset 0` forces a lookup by key for each row; otherwise the planner might scan the whole table for the join.
const oneRow = (columns: string, table: string, condition: string): string =>
  `lateral (select ${columns} from ${table} where ${condition} offset 0)`;

/** SQL: the ids of those that match the text among the first tasks of an order, and how many tasks were scanned. */
export const amongFirst = (order: TaskOrder = 'newest'): string => `
  with first as materialized (
    select id, completed_at from task
    where ${matchesFilter(order)}
      and ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
      and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
    order by ${orderings[order].by} limit ${firstTasks}
  )
  select (select count(*)::int from first) as looked_at, array(
    select task.id
    from first as task
    cross join ${oneRow('form', 'task_search', 'task_search.task_id = task.id')} as searched
    left join ${oneRow('task_id', 'task_price', 'task_price.task_id = task.id')} as price on true
    where ${hasPart('searched.form', '$3')} and ${isOfStatus}
    order by ${orderings[order].by} limit $6
  ) as ids`;

/** SQL: the ids of tasks that match the text, found through the text index. */
export const byIndex = (order: TaskOrder = 'newest'): string => `
  with found as materialized (select task_id from task_search where ${findsPart('form', '$3')})
  select task.id
  from found
  cross join ${oneRow('id, assigned_to, created_at, completed_at', 'task', 'task.id = found.task_id')} as task
  left join ${oneRow('task_id', 'task_price', 'task_price.task_id = found.task_id')} as price on true
  where ${matchesFilter(order)} and ${isOfStatus}
  order by ${orderings[order].by} limit $6`;

/**
 * $1 performer, $2 statuses, $3 search text, $4 ids, $5 id of the cursor, $6 limit plus one, $7 completed since, $8 created
 * since, $9 created before, $10 and $11 the ids between which those are, and in the order `completed` $12, the completion
 * time of the cursor.
 */
export function searchParameters(filter: TasksFilter, form?: string): unknown[] {
  const { id, completedAt } = decodeCursor(filter.cursor, orderingOf(filter).cursorKeys) ?? {};
  const { created_since: since, created_before: before } = filter;
  return [
    filter.performer ?? null,
    filter.status ?? null,
    form ?? null,
    filter.ids ?? null,
    id ?? null,
    filter.limit + 1,
    filter.completed_since ?? null,
    since ?? null,
    before ?? null,
    since === undefined ? null : oldestIdAt(since, 'before'),
    before === undefined ? null : oldestIdAt(before, 'after'),
    ...(filter.order === 'completed' ? [completedAt ?? null] : []),
  ];
}

/** The page size of the web UI and of most clients, plus the row that says whether there is another page. */
const usualRows = 51;

/**
 * A page in the order of an index. The text has only the conditions that apply, and the usual limit is part of it, since a
 * plan for any limit expects a tenth of the table.
 */
function rowsFrom(source: ReadSource, filter: TasksFilter): Promise<Row[]> {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const conditions = conditionsOf(filter, bind);
  const rows = filter.limit + 1;
  const completedAt = `, ${isoInstantWithMicroseconds('task.completed_at')} as completed_at`;
  const sql = `select task.id, ${taskJson}::text as json${filter.order === 'completed' ? completedAt : ''}
     from task ${joinPeople}
     ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}
     order by ${orderingOf(filter).by}
     limit ${rows === usualRows ? usualRows : bind(rows)}`;
  return source.query<Row>(isUsual(filter) ? prepared(sql) : sql, values);
}

/**
 * Whether PostgreSQL keeps one plan for a list. It plans the others with their values: those of creation times decide
 * which index is best, and there are more combinations than connections should keep.
 */
const isUsual = ({ order = 'newest', created_since, created_before }: TasksFilter): boolean =>
  order === 'newest' && created_since === undefined && created_before === undefined;

function conditionsOf(filter: TasksFilter, bind: (value: unknown) => string): string[] {
  const { performer, status, ids, created_since, created_before, completed_since } = filter;
  const isByCompletion = filter.order === 'completed';
  const cursor = decodeCursor(filter.cursor, orderingOf(filter).cursorKeys);
  const conditions: string[] = [];
  if (performer !== undefined) {
    conditions.push(`task.assigned_to = ${bind(performer)}::uuid`);
  }
  if (ids !== undefined) {
    conditions.push(`task.id = any (${bind(ids)}::uuid[])`);
  }
  if (created_since !== undefined) {
    const since = `${bind(created_since)}::timestamptz`;
    conditions.push(
      `task.created_at >= ${since}`,
      `task.id >= ${bind(oldestIdAt(created_since, 'before'))}::uuid`,
    );
    if (isByCompletion) {
      // Follows, and limits the index.
      conditions.push(`task.completed_at >= ${since}`);
    }
  }
  if (created_before !== undefined) {
    conditions.push(
      `task.created_at < ${bind(created_before)}::timestamptz`,
      `task.id < ${bind(oldestIdAt(created_before, 'after'))}::uuid`,
    );
  }
  if (completed_since !== undefined) {
    const since = bind(completed_since);
    conditions.push(
      isByCompletion
        ? `task.completed_at >= ${since}::timestamptz`
        : completedSince(since, performer && bind(performer)),
    );
  }
  if (cursor !== undefined) {
    conditions.push(
      orderingOf(filter).after(bind(cursor.id), cursor.completedAt ? bind(cursor.completedAt) : ''),
    );
  }
  if (isByCompletion) {
    conditions.push('task.completed_at is not null');
  } else if (status !== undefined) {
    conditions.push(hasStatus(status));
  }
  return conditions;
}

/**
 * SQL condition: a task was completed at an instant or later. Those tasks are found first: in the order of their ids,
 * PostgreSQL would look at everything that was ever completed.
 */
const completedSince = (instant: string, performer: string | undefined): string => `task.id = any (array(
  select id from task
  where completed_at >= ${instant}::timestamptz ${performer === undefined ? '' : `and assigned_to = ${performer}::uuid`}
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
export const mayBeBehind = ({ performer, ids }: Pick<TasksFilter, 'performer' | 'ids'>): boolean =>
  performer === undefined && ids === undefined;
