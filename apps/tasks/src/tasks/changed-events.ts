import { taskChanged, taskChangedV2, titleInEvents, type TaskView } from '@ates/contracts';
import { newEvent, type NewEvent } from '@ates/messaging';

/** Which versions of `tasks.task.changed` are told: `TASK_CHANGED_VERSIONS`. */
export type TaskChangedVersions = '1' | '1,2' | '2';

/** That what a task says changed, for a new task too: told in each version that somebody takes still (T10). */
export function changedEvents(task: TaskView, versions: TaskChangedVersions): NewEvent[] {
  const change = { task_uuid: task.uuid, timestamp: task.changed_at };
  const { jira_id } = task;
  const title = titleInEvents(task.title);
  return [
    ...(versions === '2' ? [] : [newEvent(taskChanged, change)]),
    ...(versions === '1' ? [] : [newEvent(taskChangedV2, { ...change, jira_id, title })]),
  ];
}
