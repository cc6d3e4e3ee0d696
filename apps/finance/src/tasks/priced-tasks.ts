import type { Transaction } from '@ates/platform';
import { priceOf } from './price.js';

/** A task's description changed. */
export interface TaskChange {
  taskId: string;
  /** ISO 8601, with whatever fraction of a second it came with. */
  changedAt: string;
}

/** Prices the tasks that are seen for the first time; a price that is there stays for good (F1). */
export async function priceNewTasks(
  tx: Transaction,
  secret: string,
  taskIds: readonly string[],
): Promise<void> {
  const newIds = await findUnpriced(tx, taskIds);
  if (newIds.length === 0) {
    return;
  }
  const prices = newIds.map((id) => priceOf(secret, id));
  await tx.query(
    // An event that only mentions a task says nothing about its description, so it counts as no change yet.
    // In the order of ids, so that two batches at the same time wait for each other and never in a circle.
    `insert into task (id, fee, reward, changed_at)
     select id, fee, reward, '-infinity'
     from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as priced (id, fee, reward)
     order by id
     on conflict (id) do nothing`,
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

/** Marks descriptions to be fetched again, unless something newer is known already (F10). */
export async function markChanged(tx: Transaction, changes: readonly TaskChange[]): Promise<void> {
  if (changes.length === 0) {
    return;
  }
  await tx.query(
    `with newest as (
       select task_id, max(changed_at) as changed_at
       from unnest($1::uuid[], $2::timestamptz[]) as change (task_id, changed_at)
       group by task_id
     ), due as (
       select task.id, newest.changed_at
       from task join newest on newest.task_id = task.id
       where task.changed_at <= newest.changed_at
       order by task.id
       for no key update of task
     )
     update task set changed_at = due.changed_at, is_stale = true, refused = null
     from due where task.id = due.id and task.changed_at <= due.changed_at`,
    [changes.map(({ taskId }) => taskId), changes.map(({ changedAt }) => changedAt)],
  );
}
