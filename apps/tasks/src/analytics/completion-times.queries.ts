import { Injectable } from '@nestjs/common';
import type { CompletionTimes, CompletionTimesQuery, WorkOfPeople, WorkOfPeopleQuery } from '@ates/contracts';
import { HeavyReads, type Asker } from '@ates/platform';

interface TimesOfDay {
  /** Null for the whole range. */
  date: string | null;
  completed: number;
  median_seconds: number | null;
}

/**
 * How long tasks take, from their first assignment, which is when they are created, to their completion (N1).
 *
 * Both queries read as heavy reads: at most two at a time, on the standby if there is one, with a time limit.
 */
@Injectable()
export class CompletionTimesQueries {
  constructor(private readonly heavyReads: HeavyReads) {}

  /**
   * Medians in seconds by day and of the whole range. Reads the tasks completed in the range, by an index: the cost
   * grows with their number.
   * Throws the Problems of `HeavyReads.read`.
   */
  async completionTimes(
    { from, to, time_zone, day_ends_at }: CompletionTimesQuery,
    asker: Asker,
  ): Promise<CompletionTimes> {
    const rows = await this.heavyReads.read(
      asker,
      (source) => source.query<TimesOfDay>(completionTimesSql, [from, to, time_zone, day_ends_at]),
      { mayBeBehind: true },
    );
    const total = rows.find(({ date }) => date === null);
    return {
      from,
      to,
      completed: total?.completed ?? 0,
      median_seconds: total?.median_seconds ?? null,
      days: rows.flatMap(({ date, completed, median_seconds: median }) =>
        date === null || median === null ? [] : [{ date, completed, median_seconds: median }],
      ),
    };
  }

  /**
   * The open tasks of people now, and the number and median time in seconds of those they completed in a range. Reads
   * only their own tasks, by two indexes. Throws the Problems of `HeavyReads.read`.
   */
  async people(
    { from, to, time_zone, day_ends_at, ids }: WorkOfPeopleQuery,
    asker: Asker,
  ): Promise<WorkOfPeople> {
    const items = await this.heavyReads.read(
      asker,
      (source) =>
        source.query<WorkOfPeople['items'][number]>(workOfPeopleSql, [from, to, time_zone, day_ends_at, ids]),
      { mayBeBehind: true },
    );
    return { items };
  }
}

// By the local clock, as Finance books them: a day ends on its own evening, or on the morning after.
const beginOf = (day: string): string =>
  `((${day} - ($4::time >= '12:00')::int + $4::time) at time zone $3::text)`;

const medianSeconds = `
  round(percentile_cont(0.5) within group (
    order by extract(epoch from task.completed_at - task.created_at)::float8))::float8`;

const completionTimesSql = `
  with day as materialized (
    select $1::date + place as date, ${beginOf('($1::date + place)')} as begins,
           ${beginOf('($1::date + place + 1)')} as ends
    from generate_series(0, $2::date - $1::date) as place
  )
  select day.date::text as date, count(*)::float8 as completed, ${medianSeconds} as median_seconds
  from day join task on task.completed_at >= day.begins and task.completed_at < day.ends
  where task.completed_at >= ${beginOf('$1::date')} and task.completed_at < ${beginOf('($2::date + 1)')}
  group by grouping sets ((day.date), ())
  having count(*) > 0
  order by day.date desc`;

const workOfPeopleSql = `
  select person.id as user, open.count::float8 as open, done.completed, done.median_seconds
  from unnest($5::uuid[]) with ordinality as person (id, place)
  cross join lateral (
    select count(*) from task where task.assigned_to = person.id and task.completed_at is null
  ) as open
  cross join lateral (
    select count(*)::float8 as completed, ${medianSeconds} as median_seconds
    from task
    where task.assigned_to = person.id
      and task.completed_at >= ${beginOf('$1::date')} and task.completed_at < ${beginOf('($2::date + 1)')}
  ) as done
  order by person.place`;
