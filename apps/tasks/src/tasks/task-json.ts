import { isoInstant } from '@ates/platform';
import { performs } from '../users/performer-draw.js';

/**
 * SQL of a person as JSON, from an id and the alias of their cached row. The name is null until it was read from Auth.
 */
export const personJson = (id: string, user: string): string =>
  `json_build_object('uuid', ${id}, 'name', case when ${user}.is_known then ${user}.name end)`;

/** SQL that joins people and price to the rows of `task`, as `taskJson` needs them. */
export const joinPeople = `
  left join cached_user as author on author.id = task.author_id
  left join cached_user as performer on performer.id = task.assigned_to
  left join task_price as price on price.task_id = task.id`;

/** SQL of a task as JSON (the contract `task`), from the aliases `task`, `author`, `performer` and `price`. */
export const taskJson = `json_build_object(
  'uuid', task.id,
  'description', task.description,
  'jira_id', task.jira_id,
  'title', task.title,
  'status', case when task.completed_at is not null then 'completed'
                 when price.task_id is null then 'saving' else 'open' end,
  'author', ${personJson('task.author_id', 'author')},
  'assigned_to', ${personJson('task.assigned_to', 'performer')},
  'waits_for_performer', task.completed_at is null and not ${performs('performer')},
  'created_at', ${isoInstant('task.created_at')},
  'changed_at', ${isoInstant('task.changed_at')},
  'assigned_at', ${isoInstant('task.assigned_at')},
  'completed_at', ${isoInstant('task.completed_at')},
  'fee', price.fee,
  'reward', price.reward,
  'currency', price.currency
)`;
