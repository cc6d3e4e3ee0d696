/** What the services measure of themselves (F11), under the names of their gauges. */
export const figures = [
  'parked_messages',
  'unrouted_messages',
  'unpriced_tasks',
  'open_past_days',
  'tasks_waiting_for_performer',
  'reassignments_waiting_for_performers',
  'due_cached_user_copies',
  'oldest_due_cached_user_copy_seconds',
  'due_task_copies',
  'oldest_due_task_copy_seconds',
] as const;

export type KnownFigure = (typeof figures)[number];

export const isKnownFigure = (name: string): name is KnownFigure => figures.some((figure) => figure === name);

const longSeconds = 60;

/** Whether somebody should look: copies may be due for a while, everything else should be 0. */
export function isAlarming(name: string, value: number): boolean {
  if (name.endsWith('_seconds')) {
    return value > longSeconds;
  }
  return value > 0 && !/^due_.*_copies$/.test(name);
}
