import { queryOptions } from '@tanstack/react-query';
import { auth, responseData, tasks } from '../api/clients.js';

const mostFound = 6;

/** The newest tasks that contain the text. */
export const foundTasks = (text: string) =>
  queryOptions({
    queryKey: ['tasks', 'tasks', 'found', text],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks', { params: { query: { text, limit: mostFound } }, signal })),
    enabled: text !== '',
  });

/** People whose name or e-mail address contains the text; for administrators. */
export const foundPeople = (text: string, isAllowed: boolean) =>
  queryOptions({
    queryKey: ['auth', 'people', 'found', text],
    queryFn: ({ signal }) =>
      responseData(auth.GET('/users', { params: { query: { text, limit: mostFound } }, signal })),
    enabled: isAllowed && text !== '',
  });
