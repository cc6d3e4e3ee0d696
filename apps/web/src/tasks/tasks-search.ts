/** What of the task list is in its address, so that it can be kept and sent: whose, which, and what was searched. */
export interface TasksSearch {
  whose?: 'mine' | 'all';
  status?: 'unfinished' | 'completed';
  text?: string;
}

/** Takes from an address what is known, and leaves the rest. */
export const tasksSearch = (search: Record<string, unknown>): TasksSearch => ({
  whose: search['whose'] === 'mine' || search['whose'] === 'all' ? search['whose'] : undefined,
  status:
    search['status'] === 'unfinished' || search['status'] === 'completed' ? search['status'] : undefined,
  text: typeof search['text'] === 'string' && search['text'] !== '' ? search['text'] : undefined,
});
