/**
 * SQL that notifies the new performer of each row of the CTE `draw`, and the one before, unless that is the same
 * person or was deleted. `cause` is stored with them.
 */
export const addedNotifications = (cause: 'created' | 'redrawn' | 'left'): string => `
  insert into notification (id, person_id, at, kind, cause, task_id)
  select uuidv7(), assigned_to, assigned_at, 'assigned', '${cause}', task_id from draw
  ${cause === 'created' ? '' : taken(cause)}`;

const taken = (cause: string): string => `
  union all
  select uuidv7(), draw.taken_from, draw.assigned_at, 'taken', '${cause}', draw.task_id
  from draw join cached_user on cached_user.id = draw.taken_from
  where draw.taken_from <> draw.assigned_to and not cached_user.is_deleted`;
