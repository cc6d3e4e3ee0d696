import { taskChanged, taskChangedV2 } from '@ates/contracts';
import { eventColumns } from '@ates/messaging';
import { isoInstant } from '@ates/platform';

/** The versions of `tasks.task.changed` to publish: `TASK_CHANGED_VERSIONS`. */
export type TaskChangedVersions = '1' | '1,2' | '2';

/**
 * Queries of `addedEvents` for new or changed task texts, one for each version that still has consumers (T10). `changed`
 * names a CTE with rows of `task`.
 */
export function changedEvents(changed: string, versions: TaskChangedVersions): string[] {
  const change = { task_uuid: `${changed}.id`, timestamp: isoInstant(`${changed}.changed_at`) };
  // As `titleInEvents` does it.
  const title = `translate(${changed}.title, '[]', '()')`;
  return [
    ...(versions === '2' ? [] : [eventColumns(taskChanged, 'uuidv7()', change)]),
    ...(versions === '1'
      ? []
      : [eventColumns(taskChangedV2, 'uuidv7()', { ...change, jira_id: `${changed}.jira_id`, title })]),
  ].map((columns) => `select ${columns} from ${changed}`);
}
