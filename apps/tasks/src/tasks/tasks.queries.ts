import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type TaskCounts, type TaskHistory, type TasksQuery, type TaskView } from '@ates/contracts';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  decodeCursor,
  Joined,
  ReadDatabase,
  toPage,
  type ReadSource,
  type Topic,
} from '@ates/platform';
import { performs } from '../users/performer-draw.js';
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
  private readonly countsOfAll = new Joined(() => this.countUnfinished());

  constructor(
    private readonly database: Database,
    private readonly reads: ReadDatabase,
    changes: Changes,
  ) {
    changes.enter(tasksTopic);
  }

  /** A page of tasks, newest first, as the JSON text of the contract `taskPage`: PostgreSQL makes it, nobody parses it. */
  async page(filter: TasksFilter): Promise<string> {
    const rows = await this.readWhereItMayBe(filter, (source) => rowsFrom(source, filter));
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
    const [counts] = await this.readWhereItMayBe({ performer }, (source) =>
      source.query<TaskCounts>(countsSql, [performer ?? null]),
    );
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

function rowsFrom(source: ReadSource, filter: TasksFilter): Promise<Row[]> {
  const [before] = decodeCursor(filter.cursor, cursorKeys) ?? [];
  // One statement for all filters: PostgreSQL knows the values when it plans, and drops what does not ask for anything.
  return source.query<Row>(
    `select task.id, ${taskJson}::text as json
     from task ${joinPeople}
     where ($1::uuid is null or task.assigned_to = $1)
       and ($2::text[] is null or 'completed' = any ($2) or task.completed_at is null)
       and ($2::text[] is null or $2 && '{saving,open}' or task.completed_at is not null)
       and ($2::text[] is null or 'open' = any ($2) or task.completed_at is not null or price.task_id is null)
       and ($2::text[] is null or 'saving' = any ($2) or task.completed_at is not null
            or price.task_id is not null)
       and ($3::text is null or task.description ilike $3 collate "und-x-icu")
       and ($4::uuid[] is null or task.id = any ($4))
       and ($5::uuid is null or task.id < $5)
     order by task.id desc
     limit $6`,
    [
      filter.performer ?? null,
      filter.status ?? null,
      filter.text === undefined ? null : containing(filter.text),
      filter.ids ?? null,
      before ?? null,
      filter.limit + 1,
    ],
  );
}

/**
 * Whether a list may lack what was just changed (S8): that of everybody's tasks. A performer's own list is where people
 * look for what they did a moment ago; and a service that asks for tasks by their ids heard that they have changed, and
 * would keep the old ones for good.
 */
const mayBeBehind = ({ performer, ids }: Pick<TasksFilter, 'performer' | 'ids'>): boolean =>
  performer === undefined && ids === undefined;

/** A pattern of `like` for whatever contains `text`, in which `%`, `_` and `\` mean themselves. */
const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

const countOfStranded = `
  select count(*)
  from cached_user join task on task.assigned_to = cached_user.id and task.completed_at is null
  where not ${performs()}`;

const countsSql = `
  select unfinished.count::int as unfinished, stranded.count::int as waits_for_performer
  from (
    select count(*) from task where completed_at is null and ($1::uuid is null or assigned_to = $1)
  ) as unfinished, (
    ${countOfStranded} and ($1::uuid is null or assigned_to = $1)
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
