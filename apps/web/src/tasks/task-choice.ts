import { isUuid } from '../components/uuids.js';
import type { TasksFilter } from './task-queries.js';
import type { Age, Order, ShownStatus, TasksSearch } from './tasks-search.js';

/** The filters and the order of a list, with the defaults filled in. */
export interface Choice {
  whose: string;
  status: ShownStatus;
  age: Age | undefined;
  order: Order;
  text: string | undefined;
}

const listsCompleted = (status: ShownStatus): boolean => status === 'completed' || status === 'today';

/** Fills in the defaults, which depend on whether the reader performs tasks. */
export function choiceOf(search: TasksSearch, isPerforming: boolean): Choice {
  const { status = 'unfinished', age, order, text } = search;
  return {
    whose: search.whose ?? (isPerforming ? 'mine' : 'all'),
    status,
    age,
    // The service lists only completed tasks in the order of completion.
    order: order === 'completed' && status === 'unfinished' ? 'newest' : (order ?? defaultOrder(status)),
    text: text?.trim() || undefined,
  };
}

export const defaultOrder = (status: ShownStatus): Order => (listsCompleted(status) ? 'completed' : 'newest');

/** Whether the list depends on when the working day began. */
export const needsDay = ({ status, age }: Choice): boolean => status === 'today' || age !== undefined;

/** Whether there are filters that an empty list may be due to, other than whose tasks and which status. */
export const isNarrow = ({ whose, age, text }: Choice): boolean =>
  age !== undefined || text !== undefined || isUuid(whose);

const statusesOf = { unfinished: 'saving,open', today: 'completed', completed: 'completed', all: undefined };

const dayMilliseconds = 86_400_000;
const daysBeforeInWeek = 6;

/** The service's filter for a choice. `dayBegan` is needed if `needsDay`. */
export function filterOf(choice: Choice, dayBegan: string | undefined): TasksFilter {
  const { whose, status, age, order, text } = choice;
  const weekBegan =
    dayBegan && new Date(Date.parse(dayBegan) - daysBeforeInWeek * dayMilliseconds).toISOString();
  return {
    performer: whose === 'mine' ? 'me' : whose === 'all' ? undefined : whose,
    status: statusesOf[status],
    created_since: age === 'today' ? dayBegan : age === 'week' ? weekBegan : undefined,
    created_before: age === 'older' ? weekBegan : undefined,
    completed_since: status === 'today' ? dayBegan : undefined,
    order,
    text,
  };
}
