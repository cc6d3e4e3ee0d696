export const whoseTasks = ['mine', 'all'] as const;
export const shownStatuses = ['unfinished', 'completed', 'all'] as const;

/** What of the task list is in its address, so that it can be kept and sent: whose, which, and what was searched. */
export interface TasksSearch {
  /** Left out: one's own for who performs, else everybody's. */
  whose?: (typeof whoseTasks)[number];
  /** Left out: `unfinished`. */
  status?: (typeof shownStatuses)[number];
  text?: string;
}

/** Takes from an address what is known, and leaves the rest. */
export const tasksSearch = (search: Record<string, unknown>): TasksSearch => ({
  whose: whoseTasks.find((whose) => whose === search['whose']),
  status: shownStatuses.find((status) => status === search['status']),
  text: textIn(search['text']),
});

// The router takes `text=42` for a number.
const textIn = (text: unknown): string | undefined => {
  const written = typeof text === 'number' || typeof text === 'boolean' ? String(text) : text;
  return typeof written === 'string' && written !== '' ? written : undefined;
};
