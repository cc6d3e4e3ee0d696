import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance, tasks } from '../api/clients.js';
import type { paths as FinancePaths } from '../api/finance.js';
import { Problem } from '../api/problem.js';
import type { paths as TasksPaths } from '../api/tasks.js';
import { tasksOnPage } from './task-pages.js';

type Answer<Route extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } }> =
  Route['get']['responses'][200]['content']['application/json'];

export type Task = Answer<TasksPaths['/tasks/{uuid}']>;
export type TaskHistory = Answer<TasksPaths['/tasks/{uuid}/history']>;
export type TaskPostings = Answer<FinancePaths['/tasks/{uuid}/postings']>;
export type TaskPosting = TaskPostings['items'][number];

/** What changes with a task. */
export const tasksKey = ['tasks', 'tasks'] as const;

/** What changes with money. */
export const moneyKey = ['finance', 'accounts'] as const;

/** Which tasks are listed; what is left out does not matter. */
export interface TasksFilter {
  performer?: 'me';
  status?: string;
  text?: string;
}

/** A page of tasks, newest first, that begins at a cursor; without one, at the top. */
export const taskPage = (filter: TasksFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...tasksKey, 'page', filter, cursor ?? 'top'],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks', { params: { query: { ...filter, cursor, limit: tasksOnPage } }, signal })),
  });

/** How many tasks there are to do, all or one's own. */
export const taskCounts = (performer: 'me' | undefined) =>
  queryOptions({
    queryKey: [...tasksKey, 'counts', performer ?? 'all'],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/counts', { params: { query: { performer } }, signal })),
  });

export const taskOf = (uuid: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'task', uuid],
    queryFn: ({ signal }) => responseData(tasks.GET('/tasks/{uuid}', { params: { path: { uuid } }, signal })),
  });

/** Who was drawn for a task and when, and when it was completed, oldest first. */
export const taskHistory = (uuid: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'history', uuid],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/{uuid}/history', { params: { path: { uuid } }, signal })),
  });

/** What a task cost and brought, newest first; undefined as long as Finance has not priced it. */
export const taskPostings = (uuid: string) =>
  infiniteQueryOptions({
    queryKey: [...moneyKey, 'task-postings', uuid],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam: cursor, signal }) => {
      try {
        return await responseData(
          finance.GET('/tasks/{uuid}/postings', { params: { path: { uuid }, query: { cursor } }, signal }),
        );
      } catch (error) {
        if (error instanceof Problem && error.code === 'task-not-priced') {
          return null;
        }
        throw error;
      }
    },
    getNextPageParam: (page) => page?.next_cursor ?? undefined,
  });
