import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';
import type { Period } from './analytics-search.js';

const pageSize = 50;

const fetchCompany = (query: Partial<DayRange>, signal: AbortSignal) =>
  responseData(finance.GET('/analytics/company', { params: { query }, signal }));

const fetchMostExpensiveTasks = (range: DayRange, by: Period | undefined, signal: AbortSignal) =>
  responseData(finance.GET('/analytics/tasks', { params: { query: { ...range, by } }, signal }));

const fetchOverdrawnPeople = (date: string | undefined, cursor: string | undefined, signal: AbortSignal) =>
  responseData(
    finance.GET('/analytics/workers', { params: { query: { date, cursor, limit: pageSize } }, signal }),
  );

export type Company = Awaited<ReturnType<typeof fetchCompany>>;
export type MostExpensiveTasks = Awaited<ReturnType<typeof fetchMostExpensiveTasks>>;
export type OverdrawnPage = Awaited<ReturnType<typeof fetchOverdrawnPeople>>;

/** The company's income today, which also tells the current settlement day (N1). */
export const companyToday = () =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'company', 'today'],
    queryFn: ({ signal }) => fetchCompany({}, signal),
  });

/** Income, and the numbers of people with positive and negative balances, by day (N1). */
export const companyDays = ({ from, to }: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'company', from, to],
    queryFn: ({ signal }) => fetchCompany({ from, to }, signal),
    placeholderData: keepPreviousData,
  });

/** People with a negative balance at the end of a day, or now if no day is given; lowest balance first (N1). */
export const overdrawnPeople = (date: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'accounts', 'in-the-red', date],
    queryFn: ({ signal, pageParam }) => fetchOverdrawnPeople(date, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** The most expensive completed task of each period, or of the whole range if no period is given (N2). */
export const mostExpensiveTasks = ({ from, to }: DayRange, by: Period | undefined) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'most-expensive-tasks', from, to, by],
    queryFn: ({ signal }) => fetchMostExpensiveTasks({ from, to }, by, signal),
    placeholderData: keepPreviousData,
  });
