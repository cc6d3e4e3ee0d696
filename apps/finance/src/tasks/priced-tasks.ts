import type { Transaction } from '@ates/platform';
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

/**
 * Marks descriptions to be fetched again, unless something newer, or this very event, is known already (F10). What an
 * event told is shown at once, and fetched all the same: as it was written, and in its newest state should two changes
 * have the same time. Answers how many were marked.
 */
export async function markChanged(tx: Transaction, changes: readonly TaskChange[]): Promise<number> {
  if (changes.length === 0) {
    return 0;
  }
  const [, marked] = await tx.query<[unknown[], number]>(
    `with newest as (
       select distinct on (task_id) task_id, changed_at, description,
              array_agg(event_id) over (partition by task_id, changed_at) as changed_by
       from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::uuid[]) with ordinality
         as change (task_id, changed_at, description, event_id, place)
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
      changes.map(({ description }) => description && storable(description)),
      changes.map(({ eventId }) => eventId),
    ],
  );
  return marked;
}

/** SQL: whether a change is newer than what is known of a task, or another one of the same time. */
const isNews = (change: string): string =>
  `(task.changed_at < ${change}.changed_at
    or task.changed_at = ${change}.changed_at and not task.changed_by @> ${change}.changed_by)`;

/** PostgreSQL keeps no NUL in text, and one such description must not hold up all others. */
export const storable = (text: string): string => text.replaceAll('\0', '');
