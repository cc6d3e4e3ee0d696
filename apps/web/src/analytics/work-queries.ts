import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { finance, responseData, tasks } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';
import type { PerformerOrder } from './analytics-search.js';

const pageSize = 50;
const refetchMilliseconds = 60_000;

const fetchActivity = (query: DayRange, signal: AbortSignal) =>
  responseData(finance.GET('/analytics/activity', { params: { query }, signal }));

const fetchPerformers = (
  range: DayRange,
  order: PerformerOrder,
  cursor: string | undefined,
  signal: AbortSignal,
) =>
  responseData(
    finance.GET('/analytics/performers', {
      params: { query: { ...range, order, cursor, limit: pageSize } },
      signal,
    }),
  );

/** A range of days, and when its days end. */
export interface WorkRange extends DayRange {
  time_zone: string;
  /** A local time such as `18:00`. */
  day_ends_at: string;
}

const fetchCompletionTimes = (query: WorkRange, signal: AbortSignal) =>
  responseData(tasks.GET('/tasks/analytics/completion-times', { params: { query }, signal }));

export type Activity = Awaited<ReturnType<typeof fetchActivity>>;
export type PerformersPage = Awaited<ReturnType<typeof fetchPerformers>>;
export type CompletionTimes = Awaited<ReturnType<typeof fetchCompletionTimes>>;

// These read every posting or task of the range, so they are not refetched with each change.
const slowly = {
  staleTime: refetchMilliseconds / 2,
  refetchInterval: refetchMilliseconds,
  placeholderData: keepPreviousData,
};

/** Draws and completions by day (N1). */
export const activityQuery = ({ from, to }: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'activity', from, to],
    queryFn: ({ signal }) => fetchActivity({ from, to }, signal),
    ...slowly,
  });

/** How many tasks each person was assigned and completed (N1). */
export const performersQuery = ({ from, to }: DayRange, order: PerformerOrder) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'performers', from, to, order],
    queryFn: ({ signal, pageParam }) => fetchPerformers({ from, to }, order, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...slowly,
  });

/** The median time from the first assignment to the completion, by day. */
export const completionTimesQuery = (range: WorkRange) =>
  queryOptions({
    queryKey: ['tasks', 'completion-times', range],
    queryFn: ({ signal }) => fetchCompletionTimes(range, signal),
    ...slowly,
  });

/** What people have open, and how long the tasks took that they completed. */
export const workOfPeopleQuery = (range: WorkRange, ids: readonly string[]) =>
  queryOptions({
    queryKey: ['tasks', 'work-of-people', range, ids],
    queryFn: ({ signal }) =>
      responseData(
        tasks.GET('/tasks/analytics/people', { params: { query: { ...range, ids: ids.join(',') } }, signal }),
      ),
    enabled: ids.length > 0,
    ...slowly,
  });
