import {
  cleanedText,
  joinTaskText,
  taskChanged,
  type TaskChangedBody,
  type TaskChangedV2Body,
} from '@ates/contracts';
import type { EventBatch, ReceivedEvent } from '@ates/messaging';
import { copiesChanged, latestCredible, type CommitSignals, type Transaction } from '@ates/platform';

type TaskChanged = ReceivedEvent<TaskChangedBody | TaskChangedV2Body>;

/**
 * Marks the cached descriptions of changed tasks as stale, unless this very event is already known (F10). A description
 * carried by the newest event is shown at once, and fetched anyway: as it was written, and in its latest state, whatever
 * the times say (docs/adr/0041). Returns the number of tasks with news.
 */
export async function recordTaskChanges(
  tx: Transaction,
  signals: CommitSignals,
  { events, isComparison }: Pick<EventBatch, 'events' | 'isComparison'>,
  now: Date,
): Promise<number> {
  const changes = events.filter(isTaskChanged);
  if (changes.length === 0) {
    return 0;
  }
  const rows = rowsOf(changes);
  const latest = latestCredible(now).toISOString();
  const news = await markNews(tx, rows, latest);
  await markToBeCompared(tx, rows, latest, isComparison);
  signals.afterCommit(tx, copiesChanged('task'));
  return news;
}

const isTaskChanged = (event: ReceivedEvent): event is TaskChanged => event.type === taskChanged.type;

/** Handles both versions (T10): the second carries the new text, the first only says to fetch it. */
const rowsOf = (changes: readonly TaskChanged[]): string =>
  JSON.stringify(
    changes.map(({ id, body }, place) => ({
      place,
      event_id: id,
      task_id: body.task_uuid,
      reported_at: body.timestamp,
      description: 'title' in body ? cleanedText(joinTaskText(body)) : null,
    })),
  );

// The changes in $1. A time after the latest credible one, $2, comes from a wrong clock: it must not order anything, so it
// counts as oldest.
const changeRows = `
  select place, event_id, task_id, description,
         case when reported_at > $2::timestamptz then '-infinity' else reported_at end as changed_at
  from json_to_recordset($1)
    as reported (place int, event_id uuid, task_id uuid, reported_at timestamptz, description text)`;

async function markNews(tx: Transaction, rows: string, latest: string): Promise<number> {
  const [, marked] = await tx.query<[unknown[], number]>(
    `with newest as (
       select distinct on (task_id) task_id, changed_at, description,
              array_agg(event_id) over (partition by task_id, changed_at) as changed_by
       from (${changeRows}) as change
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
    [rows, latest],
  );
  return marked;
}

/** SQL: whether a change is newer than what is known of a task, or another one of the same time. */
const isNews = (change: string): string =>
  `(task.changed_at < ${change}.changed_at or task.changed_at > $2::timestamptz
    or task.changed_at = ${change}.changed_at and not task.changed_by @> ${change}.changed_by)`;

/**
 * Marks cached rows stale on events too late to be news: the row may have been fetched before. A comparison marks all.
 */
const markToBeCompared = (
  tx: Transaction,
  rows: string,
  latest: string,
  isComparison: boolean,
): Promise<unknown> =>
  tx.query(
    `with due as (
       select task.id from (${changeRows}) as change join task on task.id = change.task_id
       where not task.is_stale and (change.changed_at < task.changed_at or $3::boolean)
       order by task.id
       for no key update of task
     )
     update task set is_stale = true, refused = null from due where task.id = due.id`,
    [rows, latest, isComparison],
  );
