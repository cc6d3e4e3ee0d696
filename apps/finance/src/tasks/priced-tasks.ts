import { cleanedText } from '@ates/contracts';
import { latestCredible, type Transaction } from '@ates/platform';
import { priceOf } from './price.js';
import type { PricedTask } from './priced-events.js';

/** A task's description changed. */
export interface TaskChange {
  /** The event that tells of it. */
  eventId: string;
  taskId: string;
  /** ISO 8601, with whatever fraction of a second it came with. */
  changedAt: string;
  /** What it says since then, where the event told. */
  description: string | null;
}

/** Prices the tasks that are seen for the first time, and answers them; a price that is there stays for good (F1). */
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
    // An event that only mentions a task says nothing about its description, so it counts as no change yet.
    // In the order of ids, so that two batches at the same time wait for each other and never in a circle.
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

/** When changes are heard of, and why. */
interface Hearing {
  now: Date;
  /** They are told once more, so that the copies are compared with what Tasks has. */
  isComparison: boolean;
}

/**
 * Marks descriptions to be fetched again, unless this very event is known already (F10). What an event told is shown at
 * once where it is the newest, and fetched all the same: as it was written, and in its newest state, whatever the times
 * are (docs/adr/0041). Answers of how many it was news.
 */
export async function markChanged(
  tx: Transaction,
  changes: readonly TaskChange[],
  { now, isComparison }: Hearing,
): Promise<number> {
  if (changes.length === 0) {
    return 0;
  }
  const latest = latestCredible(now).toISOString();
  const news = await markNews(tx, changes, latest);
  await markToBeCompared(tx, changes, latest, isComparison);
  return news;
}

// A time after the latest credible one was written by a wrong clock: it orders nothing, so it counts as older than all.
const credible = (changedAt: string, latest: string): string =>
  `case when ${changedAt} > ${latest}::timestamptz then '-infinity' else ${changedAt} end`;

async function markNews(tx: Transaction, changes: readonly TaskChange[], latest: string): Promise<number> {
  const [, marked] = await tx.query<[unknown[], number]>(
    `with change as (
       select task_id, ${credible('told_at', '$5')} as changed_at, description, event_id, place
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[]) with ordinality
         as told (task_id, told_at, description, event_id, place)
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

/** What came too late to be news: the copy may have been fetched before. In a comparison every copy is fetched again. */
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
         and exists (select from unnest($1::uuid[], $2::timestamptz[]) as told (task_id, told_at)
                     where task_id = task.id and (${credible('told_at', '$3')} < task.changed_at or $4::boolean))
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
