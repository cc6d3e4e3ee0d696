import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance, tasks } from '../api/clients.js';
import type { paths as FinancePaths } from '../api/generated/finance.js';
import { Problem } from '../api/problem.js';
import type { paths as TasksPaths } from '../api/generated/tasks.js';
import { tasksPerPage } from './task-pages.js';

type ResponseBody<
  Route extends { get: { responses: { 200: { content: { 'application/json': unknown } } } } },
> = Route['get']['responses'][200]['content']['application/json'];

export type Task = ResponseBody<TasksPaths['/tasks/{uuid}']>;
export type TaskHistory = ResponseBody<TasksPaths['/tasks/{uuid}/history']>;
type TaskPostings = ResponseBody<FinancePaths['/tasks/{uuid}/postings']>;
export type TaskPosting = TaskPostings['items'][number];

/** Prefix of the keys of all queries about tasks. */
export const tasksKey = ['tasks', 'tasks'] as const;

/** Prefix of the keys of all queries about accounts. */
export const moneyKey = ['finance', 'accounts'] as const;

/** Filter and order of the task list; an omitted field matches every task. Times are ISO 8601. */
export type TasksFilter = Omit<
  NonNullable<TasksPaths['/tasks']['get']['parameters']['query']>,
  'cursor' | 'limit'
>;

/** A page of tasks that starts at a cursor; without one, the first page. */
export const taskPage = (filter: TasksFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...tasksKey, 'page', filter, cursor ?? 'top'],
    queryFn: ({ signal }) =>
      responseData(
        tasks.GET('/tasks', { params: { query: { ...filter, cursor, limit: tasksPerPage } }, signal }),
      ),
  });

/** The number of open tasks: everyone's, the current user's, or those of another person. */
export const taskCounts = (performer: string | undefined) =>
  queryOptions({
    queryKey: [...tasksKey, 'counts', performer ?? 'all'],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/counts', { params: { query: { performer } }, signal })),
  });

/** The people whose tasks can be listed and whose name contains the text, by name. */
export const performersNamed = (text: string) =>
  queryOptions({
    queryKey: ['tasks', 'performers', 'named', text],
    queryFn: ({ signal }) =>
      responseData(
        tasks.GET('/tasks/performers', { params: { query: { text: text.trim() || undefined } }, signal }),
      ),
  });

/** One of the people whose tasks can be listed; null if there is no such person. */
export const performerWithId = (uuid: string) =>
  queryOptions({
    queryKey: ['tasks', 'performers', 'with-id', uuid],
    queryFn: async ({ signal }) => {
      const query = { ids: uuid };
      const { items } = await responseData(tasks.GET('/tasks/performers', { params: { query }, signal }));
      return items[0] ?? null;
    },
  });

export const taskOf = (uuid: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'task', uuid],
    queryFn: ({ signal }) => responseData(tasks.GET('/tasks/{uuid}', { params: { path: { uuid } }, signal })),
  });

/** A task's history of assignments and completion, oldest first. */
export const taskHistory = (uuid: string) =>
  queryOptions({
    queryKey: [...tasksKey, 'history', uuid],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/{uuid}/history', { params: { path: { uuid } }, signal })),
  });

/** A task's postings, newest first; null if Finance has not priced it yet. */
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
