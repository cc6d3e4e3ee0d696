import { cleanedText } from '@ates/contracts';
import { latestCredible, type Transaction } from '@ates/platform';
import { priceOf } from './price.js';
import type { PricedTask } from './priced-events.js';

/** A change of a task's description. */
export interface TaskChange {
  /** The event that reports it. */
  eventId: string;
  taskId: string;
  /** ISO 8601, with the fraction of a second as received. */
  changedAt: string;
  /** The new description, if the event carries it. */
  description: string | null;
}

/** Prices the tasks seen for the first time and returns them; an existing price never changes (F1). */
export async function priceNewTasks(
  tx: Transaction,
  secret: string,
  taskIds: readonly string[],
): Promise<PricedTask[]> {
  const newIds = await findUnpriced(tx, taskIds);
  if (newIds.length === 0) {
    return [];
  }
  const prices = newIds.map((id) => priceOf(secret, id));
  return tx.query<PricedTask[]>(
    // An event that only mentions a task says nothing about its description, so it does not count as a change yet.
    // Ordered by id, so that two concurrent batches wait for each other instead of deadlocking.
    `insert into task (id, fee, reward, changed_at)
     select id, fee, reward, '-infinity'
     from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as priced (id, fee, reward)
     order by id
     on conflict (id) do nothing
     returning id, fee::int, reward::int`,
    [newIds, prices.map(({ fee }) => fee), prices.map(({ reward }) => reward)],
  );
}

async function findUnpriced(tx: Transaction, taskIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    `select distinct id from unnest($1::uuid[]) as seen (id)
     where not exists (select from task where task.id = seen.id)`,
    [taskIds],
  );
  return rows.map(({ id }) => id);
}

/** When changes are consumed, and why. */
interface Consumption {
  now: Date;
  /** The events are redelivered in order to compare the cached rows with Tasks. */
  isComparison: boolean;
}

/**
 * Marks descriptions as stale, unless this very event is already known (F10). A description carried by the newest event
 * is shown at once, and fetched anyway: as it was written, and in its latest state, whatever the times say
 * (docs/adr/0041). Returns the number of tasks with news.
 */
export async function markChanged(
  tx: Transaction,
  changes: readonly TaskChange[],
  { now, isComparison }: Consumption,
): Promise<number> {
  if (changes.length === 0) {
    return 0;
  }
  const latest = latestCredible(now).toISOString();
  const news = await markNews(tx, changes, latest);
  await markToBeCompared(tx, changes, latest, isComparison);
  return news;
}

// A time after the latest credible one comes from a wrong clock. It must not order anything, so it counts as oldest.
const credible = (changedAt: string, latest: string): string =>
  `case when ${changedAt} > ${latest}::timestamptz then '-infinity' else ${changedAt} end`;

async function markNews(tx: Transaction, changes: readonly TaskChange[], latest: string): Promise<number> {
  const [, marked] = await tx.query<[unknown[], number]>(
    `with change as (
       select task_id, ${credible('reported_at', '$5')} as changed_at, description, event_id, place
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[]) with ordinality
         as reported (task_id, reported_at, description, event_id, place)
     ), newest as (
       select distinct on (task_id) task_id, changed_at, description,
              array_agg(event_id) over (partition by task_id, changed_at) as changed_by
       from change
       order by task_id, changed_at desc, description is null, place desc
     ), due as (
       select task.id, newest.changed_at, newest.changed_by, newest.description
       from task join newest on newest.task_id = task.id
       where ${isNews('newest')}
       order by task.id
       for no key update of task
     )
     update task set changed_at = due.changed_at, is_stale = true, refused = null,
                     changed_by = case when task.changed_at = due.changed_at then task.changed_by else '{}' end
                                  || due.changed_by,
                     description = coalesce(due.description, task.description)
     from due where task.id = due.id and ${isNews('due')}`,
    [
      changes.map(({ taskId }) => taskId),
      changes.map(({ changedAt }) => changedAt),
      changes.map(({ description }) => description && cleanedText(description)),
      changes.map(({ eventId }) => eventId),
      latest,
    ],
  );
  return marked;
}

/**
 * Marks cached rows stale on events too late to be news: the row may have been fetched before. A comparison marks all.
 */
const markToBeCompared = (
  tx: Transaction,
  changes: readonly TaskChange[],
  latest: string,
  isComparison: boolean,
): Promise<unknown> =>
  tx.query(
    `with due as (
       select task.id from task
       where task.id = any($1::uuid[]) and not task.is_stale
         and exists (select from unnest($1::uuid[], $2::timestamptz[]) as reported (task_id, reported_at)
                     where task_id = task.id and (${credible('reported_at', '$3')} < task.changed_at or $4::boolean))
       order by task.id
       for no key update of task
     )
     update task set is_stale = true, refused = null from due where task.id = due.id`,
    [changes.map(({ taskId }) => taskId), changes.map(({ changedAt }) => changedAt), latest, isComparison],
  );

/** SQL: whether a change is newer than what is known of a task, or another one of the same time. */
const isNews = (change: string): string =>
  `(task.changed_at < ${change}.changed_at or task.changed_at > $5::timestamptz
    or task.changed_at = ${change}.changed_at and not task.changed_by @> ${change}.changed_by)`;
