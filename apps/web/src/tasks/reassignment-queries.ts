import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, tasks } from '../api/clients.js';
import type { paths } from '../api/generated/tasks.js';

export type Reassignment =
  paths['/tasks/reassignments/{id}']['get']['responses'][200]['content']['application/json'];
export type ReassignmentPreview =
  paths['/tasks/reassign/preview']['get']['responses'][200]['content']['application/json'];
export type Draws =
  paths['/tasks/reassignments/{id}/draws']['get']['responses'][200]['content']['application/json'];

/** The fees a reassignment would charge now. It sums over all open tasks, so only the dialog requests it, once. */
export const reassignmentPreview = () =>
  queryOptions({
    queryKey: ['tasks', 'reassignment-preview'],
    queryFn: ({ signal }) => responseData(tasks.GET('/tasks/reassign/preview', { signal })),
    staleTime: 0,
    refetchInterval: false,
  });

/** Prefix of the keys of all queries about reassignments. */
export const reassignmentsKey = ['tasks', 'reassignments'] as const;

/** All reassignments, newest first. */
export const reassignments = () =>
  infiniteQueryOptions({
    queryKey: [...reassignmentsKey, 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam: cursor, signal }) =>
      responseData(tasks.GET('/tasks/reassignments', { params: { query: { cursor } }, signal })),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });

export const reassignmentOf = (id: string) =>
  queryOptions({
    queryKey: [...reassignmentsKey, 'one', id],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/reassignments/{id}', { params: { path: { id } }, signal })),
  });

/** The draws of a completed reassignment by person. They never change. */
export const drawsOf = (id: string) =>
  queryOptions({
    queryKey: ['tasks', 'draws', id],
    queryFn: ({ signal }) =>
      responseData(tasks.GET('/tasks/reassignments/{id}/draws', { params: { path: { id } }, signal })),
    staleTime: Infinity,
    refetchInterval: false,
  });
