import { isUuid } from '../components/uuids.js';

/** Statuses to filter by; `today` are those completed since the working day began. */
export const shownStatuses = ['unfinished', 'today', 'completed', 'all'] as const;

/** Ages to filter by, as the Today page counts them: created since the day began, in the week until now, before. */
export const ages = ['today', 'week', 'older'] as const;

export const orders = ['newest', 'oldest', 'completed'] as const;

export type ShownStatus = (typeof shownStatuses)[number];
export type Age = (typeof ages)[number];
export type Order = (typeof orders)[number];

/** Search parameters of the task list, so that a filtered and sorted list can be bookmarked, shared and saved. */
export interface TasksSearch {
  /** `mine`, `all`, or the id of a person. Default: `mine` for people who perform tasks, else `all`. */
  whose?: string;
  /** Default: `unfinished`. */
  status?: ShownStatus;
  age?: Age;
  /** Default: `completed` for completed tasks, else `newest`. */
  order?: Order;
  text?: string;
  /** The task in the side panel. */
  task?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const tasksSearch = (search: Record<string, unknown>): TasksSearch => ({
  whose: whoseIn(search['whose']),
  status: shownStatuses.find((status) => status === search['status']),
  age: ages.find((age) => age === search['age']),
  order: orders.find((order) => order === search['order']),
  text: textIn(search['text']),
  task: isUuid(search['task']) ? search['task'] : undefined,
});

const whoseIn = (whose: unknown): string | undefined =>
  whose === 'mine' || whose === 'all' || isUuid(whose) ? whose : undefined;

// The router parses `text=42` as a number.
const textIn = (text: unknown): string | undefined => {
  const written = typeof text === 'number' || typeof text === 'boolean' ? String(text) : text;
  return typeof written === 'string' && written !== '' ? written : undefined;
};
