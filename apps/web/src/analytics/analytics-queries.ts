import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';
import type { Period } from './analytics-search.js';

const pageSize = 50;

const fetchCompany = (query: Partial<DayRange>, signal: AbortSignal) =>
  responseData(finance.GET('/analytics/company', { params: { query }, signal }));

const fetchDearestTasks = (range: DayRange, by: Period | undefined, signal: AbortSignal) =>
  responseData(finance.GET('/analytics/tasks', { params: { query: { ...range, by } }, signal }));

const fetchOverdrawnPeople = (date: string | undefined, cursor: string | undefined, signal: AbortSignal) =>
  responseData(
    finance.GET('/analytics/workers', { params: { query: { date, cursor, limit: pageSize } }, signal }),
  );

export type Company = Awaited<ReturnType<typeof fetchCompany>>;
export type CompanyDay = Company['days'][number];
export type DearestTasks = Awaited<ReturnType<typeof fetchDearestTasks>>;
export type PeopleInTheRed = Awaited<ReturnType<typeof fetchOverdrawnPeople>>;

/** What the company earned today, which tells what day the company has (N1). */
export const companyToday = () =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'company', 'today'],
    queryFn: ({ signal }) => fetchCompany({}, signal),
  });

/** What the company earned and how its people fared, by day (N1). */
export const companyDays = ({ from, to }: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'company', from, to],
    queryFn: ({ signal }) => fetchCompany({ from, to }, signal),
    placeholderData: keepPreviousData,
  });

/** Who was in the red at the end of a day, or is now when none is said; deepest first (N1). */
export const peopleInTheRed = (date: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'accounts', 'in-the-red', date],
    queryFn: ({ signal, pageParam }) => fetchOverdrawnPeople(date, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** The dearest completed task of each period, or of all the days when none is said (N2). */
export const dearestTasks = ({ from, to }: DayRange, by: Period | undefined) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'dearest-tasks', from, to, by],
    queryFn: ({ signal }) => fetchDearestTasks({ from, to }, by, signal),
    placeholderData: keepPreviousData,
  });
