import { Injectable } from '@nestjs/common';
import type {
  PerformerList,
  PerformersQuery,
  TaskCounts,
  TaskHistory,
  Workload,
  WorkloadQuery,
} from '@ates/contracts';
import { whereFeedEnds } from '@ates/messaging';
import {
  Changes,
  Database,
  hasPart,
  HeavyReads,
  SingleFlight,
  ReadDatabase,
  searchFormOf,
  type Asker,
  type ReadSource,
  type Topic,
  isoInstant,
  prepared,
  sharedLoads,
} from '@ates/platform';
import { performs } from '../users/performer-draw.js';
import { countOfStranded } from './stranded-tasks.js';
import { joinPeople, personJson, taskJson } from './task-json.js';
import { isHeavy, listTasks, mayBeBehind, pageJson, type TasksFilter } from './task-list.js';
import { taskNotFound } from './task.entity.js';

interface Row {
  id: string;
  json: string;
}

/** Every change of a task emits an event, except its price, which arrives in one. */
const tasksTopic: Topic = {
  name: 'tasks',
  version: `select concat_ws(' ', (${whereFeedEnds}), (select batches from task_price_head))`,
};

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

  /** A page of tasks, as JSON text of the contract `taskPage`. */
  async page(filter: TasksFilter, asker: Asker): Promise<string> {
    const rows = isHeavy(filter)
      ? await this.heavyReads.read(asker, (source) => listTasks(source, filter), {
          mayBeBehind: mayBeBehind(filter),
        })
      : await this.readStandbyIfPossible(filter, (source) => listTasks(source, filter));
    return pageJson(rows, filter);
  }

  /** People whose tasks can be listed, by name: those who perform, and others whom a task is assigned to. */
  async performers({ text, ids }: PerformersQuery): Promise<PerformerList> {
    const items = await this.reads.read(async (source) => {
      const form = text === undefined ? undefined : await searchFormOf(source, text);
      return source.query<PerformerList['items'][number]>(performersSql, [form ?? null, ids ?? null]);
    });
    return { items };
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

const mostPerformers = 20;

// The scalar subquery forces a lookup by index for each person; for `exists`, PostgreSQL may read all tasks.
const performersSql = `
  select id as uuid, name from cached_user
  where is_known and ($1::text is null or ${hasPart('search_form(name)', '$1')})
    and ($2::uuid[] is null or id = any ($2))
    and (${performs()} or (select true from task where assigned_to = cached_user.id limit 1))
  order by name, id limit ${mostPerformers}`;

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
