/** SQL of an instant as ISO 8601 in UTC with milliseconds, as JSON and events have it. */
export const isoInstant = (expression: string): string =>
  `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL of a person as JSON, from an id and the alias of their cached row; without a name until Auth told it. */
export const personJson = (id: string, user: string): string =>
  `json_build_object('uuid', ${id}, 'name', case when ${user}.is_known then ${user}.name end)`;

/** SQL that joins to the rows of `task` the cached rows of its people, for `taskJson`. */
export const joinPeople = `
  left join cached_user as author on author.id = task.author_id
  left join cached_user as performer on performer.id = task.assigned_to`;

/** SQL of a task as it is shown (the contract `task`), from the aliases `task`, `author` and `performer`. */
export const taskJson = `json_build_object(
  'uuid', task.id,
  'description', task.description,
  'status', case when task.completed_at is null then 'open' else 'completed' end,
  'author', ${personJson('task.author_id', 'author')},
  'assigned_to', ${personJson('task.assigned_to', 'performer')},
  'created_at', ${isoInstant('task.created_at')},
  'changed_at', ${isoInstant('task.changed_at')},
  'assigned_at', ${isoInstant('task.assigned_at')},
  'completed_at', ${isoInstant('task.completed_at')}
)`;
