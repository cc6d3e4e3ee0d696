export const whoseTasks = ['mine', 'all'] as const;
export const shownStatuses = ['unfinished', 'completed', 'all'] as const;

/** Search parameters of the task list, so that a filtered list can be bookmarked and shared. */
export interface TasksSearch {
  /** Default: `mine` for people who perform tasks, else `all`. */
  whose?: (typeof whoseTasks)[number];
  /** Default: `unfinished`. */
  status?: (typeof shownStatuses)[number];
  text?: string;
}

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const tasksSearch = (search: Record<string, unknown>): TasksSearch => ({
  whose: whoseTasks.find((whose) => whose === search['whose']),
  status: shownStatuses.find((status) => status === search['status']),
  text: textIn(search['text']),
});

// The router parses `text=42` as a number.
const textIn = (text: unknown): string | undefined => {
  const written = typeof text === 'number' || typeof text === 'boolean' ? String(text) : text;
  return typeof written === 'string' && written !== '' ? written : undefined;
};
