/** Health metrics of the services (F11), by the names of their gauges. */
const metrics = [
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

type KnownMetric = (typeof metrics)[number];

export const isKnownMetric = (name: string): name is KnownMetric => metrics.some((metric) => metric === name);

const alarmingSeconds = 60;

/** Whether a metric needs attention: cached copies may be stale for a while, everything else should be 0. */
export function isAlarming(name: string, value: number): boolean {
  if (name.endsWith('_seconds')) {
    return value > alarmingSeconds;
  }
  return value > 0 && !/^due_.*_copies$/.test(name);
}
