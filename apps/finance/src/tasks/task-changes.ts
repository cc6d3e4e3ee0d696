import {
  cleanedText,
  joinTaskText,
  taskChanged,
  type TaskChangedBody,
  type TaskChangedV2Body,
} from '@ates/contracts';
import type { EventBatch, ReceivedEvent } from '@ates/messaging';
import {
  copiesChanged,
  latestCredible,
  prepared,
  type CommitSignals,
  type Transaction,
} from '@ates/platform';

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
  const parameters = [...columnsOf(changes), latestCredible(now).toISOString()];
  const [marked] = await tx.query<[{ is_news: boolean }[], number]>(markSql, [...parameters, isComparison]);
  signals.afterCommit(tx, copiesChanged('task'));
  return marked.filter((row) => row.is_news).length;
}

/**
 * Marks the cached descriptions of tasks whose newest change is after `since`, an instant, as stale: Tasks was restored, and
 * may have lost that change (F10). Null means all tasks.
 */
export async function compareTasks(
  tx: Transaction,
  signals: CommitSignals,
  since: string | null,
): Promise<void> {
  await tx.query(
    `with due as (
       select id from task
       where not is_stale and changed_at > coalesce($1::timestamptz, '-infinity') - interval '5 minutes'
       order by id
       for no key update
     )
     update task set is_stale = true, refused = null from due where task.id = due.id`,
    [since],
  );
  signals.afterCommit(tx, copiesChanged('task'));
}

const isTaskChanged = (event: ReceivedEvent): event is TaskChanged => event.type === taskChanged.type;

/**
 * Changes as the parameters of `changeRows`. Handles both versions (T10): the second carries the new text, the first only
 * says to fetch it.
 */
const columnsOf = (changes: readonly TaskChanged[]): unknown[][] => [
  changes.map(({ id }) => id),
  changes.map(({ body }) => body.task_uuid),
  changes.map(({ body }) => body.timestamp),
  changes.map(({ body }) => ('title' in body ? cleanedText(joinTaskText(body)) : null)),
];

// The changes in $1 to $4, in order. A time after the latest credible one, $5, comes from a wrong clock: it must not order
// anything, so it counts as oldest.
const changeRows = `
  select place, event_id, task_id, description,
         case when reported_at > $5::timestamptz then '-infinity' else reported_at end as changed_at
  from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[]) with ordinality
    as reported (event_id, task_id, reported_at, description, place)`;

/** SQL: whether the row `due` is newer than what is known of its task, or another change of the same time. */
const isNews = (task: string): string =>
  `(${task}.changed_at < due.changed_at or ${task}.changed_at > $5::timestamptz
    or ${task}.changed_at = due.changed_at and not ${task}.changed_by @> due.changed_by)`;

// A change too late to be news marks its task as well, unless that is stale already: it may have been fetched before. A
// comparison, $6, marks all.
const isMarked = `(${isNews('task')} or not task.is_stale and (due.earliest < task.changed_at or $6::boolean))`;

// One statement that locks in the order of the ids: two batches wait for each other instead of deadlocking.
const markSql = prepared(`
  with change as (${changeRows}
  ), newest as (
    select distinct on (task_id) task_id, changed_at, description,
           array_agg(event_id) over (partition by task_id, changed_at) as changed_by,
           min(changed_at) over (partition by task_id) as earliest
    from change
    order by task_id, changed_at desc, description is null, place desc
  ), locked as (
    select task.id, due.*
    from task join newest as due on due.task_id = task.id
    where ${isMarked}
    order by task.id
    for no key update of task
  )
  update task set is_stale = true, refused = null,
                  changed_at = case when ${isNews('task')} then due.changed_at else task.changed_at end,
                  changed_by = case when not ${isNews('task')} then task.changed_by
                                    when task.changed_at = due.changed_at then task.changed_by || due.changed_by
                                    else due.changed_by end,
                  description = case when ${isNews('task')} then coalesce(due.description, task.description)
                                     else task.description end
  from locked as due where task.id = due.id and ${isMarked}
  returning ${isNews('old')} as is_news`);
