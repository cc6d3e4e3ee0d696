import { taskChanged, taskChangedV2, titleInEvents, type TaskView } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';

/** The versions of `tasks.task.changed` to publish: `TASK_CHANGED_VERSIONS`. */
type TaskChangedVersions = '1' | '1,2' | '2';

/** The events for a new or changed task text, one for each version that still has consumers (T10). */
export function changedEvents(task: TaskView, versions: TaskChangedVersions): NewEvent[] {
  const change = { task_uuid: task.uuid, timestamp: task.changed_at };
  const { jira_id } = task;
  const title = titleInEvents(task.title);
  return [
    ...(versions === '2' ? [] : [newEvent(taskChanged, change)]),
    ...(versions === '1' ? [] : [newEvent(taskChangedV2, { ...change, jira_id, title })]),
  ];
}
