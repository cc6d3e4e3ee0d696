import { queryOptions } from '@tanstack/react-query';
import { auth, responseData, tasks } from '../api/clients.js';
import { tasksKey } from '../tasks/task-queries.js';

/** Whether there is anyone besides the first administrator. */
export const hasColleagues = queryOptions({
  queryKey: ['auth', 'people', 'colleagues'],
  queryFn: async ({ signal }) => {
    const { items } = await responseData(auth.GET('/users', { params: { query: { limit: 2 } }, signal }));
    return items.length > 1;
  },
});

/** Whether any task has been created. */
export const hasTasks = queryOptions({
  queryKey: [...tasksKey, 'any'],
  queryFn: async ({ signal }) => {
    const { items } = await responseData(tasks.GET('/tasks', { params: { query: { limit: 1 } }, signal }));
    return items.length > 0;
  },
});
