import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type TaskCounts, type TaskHistory, type TasksQuery, type TaskView } from '@ates/contracts';
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
} from '@ates/platform';
import { countOfStranded } from './stranded-tasks.js';
import { isoInstant, joinPeople, personJson, taskJson } from './task-json.js';
import { taskNotFound } from './task.entity.js';

/** `performer` is a person's id here: who `me` is, the edge has settled. */
export type TasksFilter = Omit<TasksQuery, 'performer'> & { performer?: string | undefined };

interface Row {
  id: string;
  json: string;
}

/** Whatever is done to a task is told by an event, but for its price, which came by one. */
const tasksTopic: Topic = {
  name: 'tasks',
  version: `select concat_ws(' ', (${whereFeedEnds}), (select batches from task_price_head))`,
};

const cursorKeys = z.tuple([uuid]);

/** What people and services read of tasks (T8). */
@Injectable()
export class TasksQueries {
  // Every list that shows it asks again after every change: 100,000 rows of an index, so once for all who ask.
  private readonly countsOfAll = new SingleFlight(() => this.countUnfinished());

  constructor(
    private readonly database: Database,
    private readonly reads: ReadDatabase,
    private readonly heavyReads: HeavyReads,
    changes: Changes,
  ) {
    changes.register(tasksTopic);
  }

  /** A page of tasks, newest first, as the JSON text of the contract `taskPage`: PostgreSQL makes it, nobody parses it. */
  async page(filter: TasksFilter, asker: Asker): Promise<string> {
    const rows = isHeavy(filter)
      ? await this.heavyReads.read(asker, (source) => foundIn(source, filter), {
          mayBeBehind: mayBeBehind(filter),
        })
      : await this.readWhereItMayBe(filter, (source) => rowsFrom(source, filter));
    const { items, next_cursor } = toPage(rows, filter.limit, (row) => [row.id]);
    return `{"items":[${items.map((row) => row.json).join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`;
  }

  /** One task, or Problem `task-not-found`. */
  async one(id: string): Promise<TaskView> {
    const [row] = await this.database.query<{ task: TaskView }>(
      `select ${taskJson} as task from task ${joinPeople} where task.id = $1`,
      [id],
    );
    if (!row) {
      throw taskNotFound(id);
    }
    return row.task;
  }

  /** Who was drawn for a task and when, and when it was completed, oldest first; or Problem `task-not-found`. */
  async history(id: string): Promise<TaskHistory> {
    const [row] = await this.database.query<{ items: TaskHistory['items'] }>(historySql, [id]);
    if (!row) {
      throw taskNotFound(id);
    }
    return { items: row.items };
  }

  /** How many tasks are not completed, of one performer or, when none is named, of all. */
  counts(performer: string | undefined): Promise<TaskCounts> {
    return performer === undefined ? this.countsOfAll.answer() : this.countUnfinished(performer);
  }

  private async countUnfinished(performer?: string): Promise<TaskCounts> {
    const count = (source: ReadSource) => source.query<TaskCounts>(countsSql, [performer ?? null]);
    // All of them are 100,000 entries of an index.
    const [counts] = performer === undefined ? await this.reads.read(count) : await count(this.database);
    return counts ?? { unfinished: 0, waits_for_performer: 0 };
  }

  /** How many open tasks have a performer who may no longer perform (T12). */
  async countWaitingForPerformer(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count::int from (${countOfStranded}) as stranded`,
    );
    return row?.count ?? 0;
  }

  private readWhereItMayBe<Result>(
    asked: Pick<TasksFilter, 'performer' | 'ids'>,
    work: (source: ReadSource) => Promise<Result>,
  ): Promise<Result> {
    return this.reads.hasStandby && mayBeBehind(asked) ? this.reads.read(work) : work(this.database);
  }
}

/**
 * Whether a list may read many tasks for each that it shows: those with a text, and those with or without a price alone.
 * Every other list reads an index in its order.
 */
const isHeavy = ({ text, status }: TasksFilter): boolean =>
  text !== undefined || (status !== undefined && status.includes('open') !== status.includes('saving'));

// Most of what people look for is new, or is said by many tasks. Reading so many costs a few milliseconds.
const newestTasks = 1000;

/**
 * The tasks with a text: among the newest first, which holds the page when many have it; else by the index of letters,
 * which is quick when few have it. Neither reads the whole table.
 */
async function foundIn(source: ReadSource, { text, ...filter }: TasksFilter): Promise<Row[]> {
  const form = text === undefined ? undefined : await searchFormOf(source, text);
  if (form === undefined) {
    return rowsFrom(source, filter);
  }
  const newest = await foundAmongNewest(source, filter, form);
  const ids =
    newest.ids.length > filter.limit || newest.looked_at < newestTasks
      ? newest.ids
      : await foundByLetters(source, filter, form);
  return ids.length === 0 ? [] : rowsFrom(source, { ids, limit: ids.length });
}

async function foundAmongNewest(
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

async function foundByLetters(source: ReadSource, filter: TasksFilter, form: string): Promise<string[]> {
  const rows = await source.query<{ id: string }>(byLetters, parametersOf(filter, form));
  return rows.map(({ id }) => id);
}

// $2 is a list of statuses, or null for all. PostgreSQL knows the values when it plans, and drops what does not ask for
// anything.
const isOfStatus = `
  ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
  and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
  and ($2::text[] is null or 'open' = any ($2) or task.completed_at is not null or price.task_id is null)
  and ($2::text[] is null or 'saving' = any ($2) or task.completed_at is not null or price.task_id is not null)`;

// `offset 0`: one row after the other by its key, where the planner might read the whole table to join it.
const oneRow = (columns: string, table: string, condition: string): string =>
  `lateral (select ${columns} from ${table} where ${condition} offset 0)`;

/** SQL: the ids among the newest tasks that have a text, and how many were looked at. */
export const amongNewest = `
  with newest as materialized (
    select id, completed_at from task
    where ($1::uuid is null or task.assigned_to = $1)
      and ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
      and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
      and ($4::uuid[] is null or task.id = any ($4))
      and ($5::uuid is null or task.id < $5)
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

/** SQL: the ids of tasks that have a text, by the index of letters. */
export const byLetters = `
  with found as materialized (
    select task_id from task_search where ${findsPart('form', '$3')} and ($5::uuid is null or task_id < $5)
  )
  select task.id
  from found
  cross join ${oneRow('id, assigned_to, completed_at', 'task', 'task.id = found.task_id')} as task
  left join ${oneRow('task_id', 'task_price', 'task_price.task_id = found.task_id')} as price on true
  where ($1::uuid is null or task.assigned_to = $1) and ($4::uuid[] is null or task.id = any ($4)) and ${isOfStatus}
  order by task.id desc limit $6`;

/** $1 performer, $2 statuses, $3 what is searched for, $4 ids, $5 before which id, $6 how many and one more. */
export function parametersOf(filter: TasksFilter, form?: string): unknown[] {
  const [before] = decodeCursor(filter.cursor, cursorKeys) ?? [];
  return [
    filter.performer ?? null,
    filter.status ?? null,
    form ?? null,
    filter.ids ?? null,
    before ?? null,
    filter.limit + 1,
  ];
}

function rowsFrom(source: ReadSource, filter: TasksFilter): Promise<Row[]> {
  const [performer, status, , ids, before, limit] = parametersOf(filter);
  return source.query<Row>(
    `select task.id, ${taskJson}::text as json
     from task ${joinPeople}
     where ($1::uuid is null or task.assigned_to = $1)
       and ${isOfStatus}
       and ($3::uuid[] is null or task.id = any ($3))
       and ($4::uuid is null or task.id < $4)
     order by task.id desc
     limit $5`,
    [performer, status, ids, before, limit],
  );
}

/**
 * Whether a list may lack what was just changed (S8): that of everybody's tasks. A performer's own list is where people
 * look for what they did a moment ago; and a service that asks for tasks by their ids heard that they have changed, and
 * would keep the old ones for good.
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

const historySql = `
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
      from task_assignment where task_id = task.id
      union all
      select 'completed', task.assigned_to, task.completed_at, 2, task.id where task.completed_at is not null
    ) as entry
    left join cached_user as performer on performer.id = entry.performer_id
  ) as items
  from task where task.id = $1`;
