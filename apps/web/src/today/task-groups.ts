import type { Task } from '../tasks/task-queries.js';
import type { Order } from './today-search.js';

export const groupNames = ['today', 'older', 'completed'] as const;

/** A group of the list: tasks since the day began, those from before, and those completed since. */
export interface TaskGroup {
  name: (typeof groupNames)[number];
  tasks: Task[];
}

const compare: Record<Order, (left: Task, right: Task) => number> = {
  newest: (left, right) => right.assigned_at.localeCompare(left.assigned_at),
  oldest: (left, right) => left.assigned_at.localeCompare(right.assigned_at),
  reward: (left, right) => (right.reward ?? -1) - (left.reward ?? -1),
  fee: (left, right) => (right.fee ?? -1) - (left.fee ?? -1),
  title: (left, right) => left.title.localeCompare(right.title),
};

/** Groups tasks by whether they were assigned since the day began, in an order; leaves out empty groups. */
export function groupsOf(
  open: readonly Task[],
  completed: readonly Task[],
  dayBeganAt: string,
  order: Order,
): TaskGroup[] {
  const began = Date.parse(dayBeganAt);
  const isOfToday = ({ assigned_at }: Task): boolean => Date.parse(assigned_at) >= began;
  const sorted = (tasks: readonly Task[]): Task[] => tasks.toSorted(compare[order]);
  const groups: TaskGroup[] = [
    { name: 'today', tasks: sorted(open.filter(isOfToday)) },
    { name: 'older', tasks: sorted(open.filter((task) => !isOfToday(task))) },
    { name: 'completed', tasks: sorted(completed) },
  ];
  return groups.filter(({ tasks }) => tasks.length > 0);
}
