// @ts-check
// The statements of the references of P6 and P7, on a copy of the Tasks database. They give the same answers as the
// service and keep the same promises, as a plain Node program would write them.

const performs = `(performer.is_known and not performer.is_deleted and cardinality(performer.roles) > 0
  and not performer.roles && array['administrator', 'manager']::text[])`;

const instant = (/** @type {string} */ column) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const person = (/** @type {string} */ id, /** @type {string} */ user) =>
  `json_build_object('uuid', ${id}, 'name', case when ${user}.is_known then ${user}.name end)`;

const json = `json_build_object(
  'uuid', task.id, 'description', task.description, 'jira_id', task.jira_id, 'title', task.title,
  'status', case when task.completed_at is not null then 'completed'
                 when price.task_id is null then 'saving' else 'open' end,
  'author', ${person('task.author_id', 'author')},
  'assigned_to', ${person('task.assigned_to', 'performer')},
  'waits_for_performer', task.completed_at is null and not ${performs},
  'created_at', ${instant('task.created_at')}, 'changed_at', ${instant('task.changed_at')},
  'assigned_at', ${instant('task.assigned_at')}, 'completed_at', ${instant('task.completed_at')},
  'fee', price.fee, 'reward', price.reward, 'currency', price.currency)`;

const joined = `
  left join cached_user as author on author.id = task.author_id
  left join cached_user as performer on performer.id = task.assigned_to
  left join task_price as price on price.task_id = task.id`;

/** One task: $1 its id. */
const oneTask = `select ${json}::text as json from task ${joined} where task.id = $1`;

/** The newest tasks: $1 how many. */
const newestTasks = `
  select task.id, ${json}::text as json from task ${joined} order by task.id desc limit $1`;

/** How many people can be drawn, in a row of its own, so that a draw needs no count. */
const eligible = `
  select array_agg(id order by id) as ids from cached_user as performer where ${performs}`;

/**
 * Creates a task: $1 id, $2 description, $3 author, $4 performer, $5 id of the assignment. The performer must still be
 * eligible. Adds the history and the three events in the same statement, which is the transaction.
 */
const createTask = `
  with performer as (
    select id from cached_user as performer where id = $4 and ${performs} for share
  ), created as (
    insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
    select $1, $2, $3, performer.id, now(), now(), now() from performer
    returning *
  ), assigned as (
    insert into task_assignment (id, task_id, performer_id, assigned_at)
    select $5::uuid, id, assigned_to, assigned_at from created
  ), told as (
    insert into outbox_new (id, type, version, body)
    select event.id, event.type, event.version, event.body
    from created cross join lateral (values
      (uuidv7(), 'tasks.task.changed', 1,
       json_build_object('task_uuid', created.id, 'timestamp', ${instant('created.changed_at')})),
      (uuidv7(), 'tasks.task.changed', 2,
       json_build_object('task_uuid', created.id, 'timestamp', ${instant('created.changed_at')},
                         'jira_id', created.jira_id, 'title', translate(created.title, '[]', '()'))),
      ($5::uuid, 'tasks.task.assigned', 1,
       json_build_object('task_uuid', created.id, 'assigned_to', created.assigned_to,
                         'timestamp', ${instant('created.assigned_at')}))
    ) as event (id, type, version, body)
  )
  select ${json}::text as json from created as task ${joined}`;

/** Claims an idempotency key: $1 owner, $2 key, $3 fingerprint. Returns a row the first time. */
const claimKey = `
  insert into idempotency_key (owner, key, fingerprint) values ($1, $2, $3)
  on conflict (owner, key) do nothing returning key`;

/** Stores the answer of an idempotency key: $1 owner, $2 key, $3 answer. */
const recordAnswer = `update idempotency_key set answer = $3 where owner = $1 and key = $2`;

/** The stored answer: $1 owner, $2 key. */
const recallAnswer = `select answer::text as json from idempotency_key where owner = $1 and key = $2`;

/** Completes an open task: $1 id, $2 its performer. Adds the event in the same statement. */
const completeTask = `
  with completed as (
    update task set completed_at = greatest(now(), assigned_at)
    where id = $1 and assigned_to = $2 and completed_at is null
    returning *
  ), told as (
    insert into outbox_new (id, type, version, body)
    select uuidv7(), 'tasks.task.completed', 1,
           json_build_object('task_uuid', id, 'assigned_to', assigned_to, 'timestamp', ${instant('completed_at')})
    from completed
  )
  select ${json}::text as json from completed as task ${joined}`;

/** All statements, by the name under which they are prepared. */
export const statements = {
  oneTask,
  newestTasks,
  eligible,
  createTask,
  claimKey,
  recordAnswer,
  recallAnswer,
  completeTask,
};
