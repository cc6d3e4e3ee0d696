import type { TasksAnalytics, TasksAnalyticsQuery } from '@ates/contracts';
import type { ReadSource } from '@ates/platform';
import type { Books } from './books.js';
import { requireMonths } from '../ledger/detached-months.js';
import { shownInstant } from '../ledger/microsecond-instant.js';
import { shownTask } from '../tasks/shown-task.js';
import type { DayRange } from './day-range.js';

type Period = TasksAnalytics['items'][number];

interface PeriodRow extends Pick<Period, 'from' | 'to'> {
  task: Omit<Period['task'], 'jira_id' | 'title'>;
}

/**
 * The most expensive completed task of each period of a range, or of the whole range (N2); of several equal ones, the
 * first one completed. Reads the stored results of closed days and the postings of open ones.
 */
export async function mostExpensiveTasks(
  source: ReadSource,
  range: DayRange,
  by: TasksAnalyticsQuery['by'],
  books: Books,
): Promise<TasksAnalytics['items']> {
  await requireMonths(source, range.from, range.to, new Date(books.today));
  const rows = await source.query<PeriodRow>(mostExpensiveTasksSql, [
    range.from,
    range.to,
    books.lastClosed,
    by,
  ]);
  return rows.map(({ from, to, task: { uuid, description, ...rest } }) => ({
    from,
    to,
    task: { ...shownTask(uuid, description), ...rest },
  }));
}

const mostExpensiveTasksSql = `
  with most_expensive as (
    select day, dearest as posting from day_result where day between $1::date and $2::date
    union all
    select day, dearest_reward_of(day) from company_day_balance
    where day between $1::date and $2::date and day > $3::date
  ), period as (
    select most_expensive.posting, most_expensive.day,
           coalesce(date_trunc($4::text, most_expensive.day::timestamp)::date, $1::date) as first,
           coalesce((date_trunc($4::text, most_expensive.day::timestamp) + ('1 ' || $4::text)::interval)::date - 1,
                    $2::date) as last
    from most_expensive
  ), chosen as (
    select distinct on (period.first) period.first, period.last, posting.*
    from period join posting on posting.id = period.posting and posting.booked_on = period.day
      and posting.booked_on between $1::date and $2::date
    order by period.first, posting.amount desc, posting.occurred_at, posting.task_id
  )
  select greatest(chosen.first, $1::date)::text as "from", least(chosen.last, $2::date)::text as "to",
         json_build_object(
           'uuid', task.id,
           'description', task.description,
           'reward', chosen.amount,
           'completed_at', ${shownInstant('chosen.occurred_at')},
           'date', chosen.booked_on,
           'performer', json_build_object('uuid', account.user_id, 'name', nullif(cached_user.name, ''))
         ) as task
  from chosen
  join task on task.id = chosen.task_id
  join account on account.id = chosen.person_account
  left join cached_user on cached_user.id = account.user_id
  order by chosen.first desc`;
