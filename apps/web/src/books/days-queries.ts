import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';
import { daysAfter } from '../components/days.js';

const pageSize = 60;

type DaysPage = Awaited<ReturnType<typeof fetchDays>>;

/** A closed day and its totals (F6). Amounts are in minor units. */
export type ClosedDay = DaysPage['items'][number];

/** Totals of closed days. Amounts are in minor units. */
export type DaysTotals = DaysPage['totals'];

/** Totals of the closed days of a month. */
export type Month = DaysPage['months'][number];

/** A day that is not closed, with its income so far. */
export interface OpenDay {
  date: string;
  income: number;
  /** Whether the day has ended, so that people are waiting for their money. */
  isOver: boolean;
}

interface DaysFilter extends Partial<DayRange> {
  limit: number;
  cursor?: string;
}

const fetchDays = (query: DaysFilter, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/days', { params: { query }, signal }));

/** The closed days of a range, newest first, paginated. */
export const closedDaysQuery = ({ from, to }: DayRange) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'closed', from, to],
    queryFn: ({ pageParam: cursor, signal }) => fetchDays({ from, to, cursor, limit: pageSize }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Totals of the closed days of a range. */
export const totalsQuery = ({ from, to }: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'days', 'totals', from, to],
    queryFn: ({ signal }) => fetchDays({ from, to, limit: 1 }, signal),
    select: ({ totals }) => totals,
  });

/** The last closed day; null if no day was ever closed. */
export const lastClosedQuery = queryOptions({
  queryKey: ['finance', 'days', 'last-closed'],
  queryFn: async ({ signal }) => (await fetchDays({ limit: 1 }, signal)).items[0] ?? null,
});

/** A closed day, and the hash of the closed day before it, which is part of its own; both undefined if it is open. */
export const closedDayQuery = (date: string) =>
  queryOptions({
    queryKey: ['finance', 'days', 'closed-day', date],
    queryFn: ({ signal }) => fetchDays({ to: date, limit: 2 }, signal),
    select: ({ items: [day, before] }) =>
      day?.date === date ? { day, hashBefore: before?.hash } : { day: undefined, hashBefore: undefined },
  });

/**
 * The days after the last closed one up to today, newest first. If no day was ever closed, they start at the first day
 * with postings.
 */
export const openDaysQuery = (lastClosed: string | undefined, today: string) => {
  const from = lastClosed && daysAfter(lastClosed, 1);
  return queryOptions({
    queryKey: ['finance', 'accounts', 'open-days', from, today],
    queryFn: ({ signal }) =>
      responseData(finance.GET('/accounting/stats', { params: { query: { from, to: today } }, signal })),
    select: ({ currency, days }) => ({ currency, days: openDaysOf(days, from, today) }),
  });
};

/** Open days from the first one to today, newest first, including days without postings. */
function openDaysOf(
  booked: readonly { date: string; income: number }[],
  firstOpen: string | undefined,
  today: string,
): OpenDay[] {
  const incomeOf = new Map(booked.map(({ date, income }) => [date, income]));
  const first = firstOpen ?? booked.at(-1)?.date ?? today;
  const days: OpenDay[] = [];
  for (let date = today; date >= first; date = daysAfter(date, -1)) {
    days.push({ date, income: incomeOf.get(date) ?? 0, isOver: date < today });
  }
  return days;
}

const close = (date: string, isDryRun: boolean) => ({
  path: { date },
  query: { dry_run: String(isDryRun) },
});

/** What closing a day would pay out now, and which events it still waits for (F6). A dry run: it changes nothing. */
export const closingPreviewQuery = (date: string) =>
  queryOptions({
    queryKey: ['finance', 'closing-preview', date],
    queryFn: ({ signal }) =>
      responseData(finance.POST('/accounting/days/{date}/close', { params: close(date, true), signal })),
    // Each dry run briefly blocks all postings.
    refetchInterval: false,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** Closes a day. This cannot be undone. */
export const closeDay = (date: string, headers: { 'Idempotency-Key': string }) =>
  responseData(
    finance.POST('/accounting/days/{date}/close', { params: { ...close(date, false), header: headers } }),
  );

/** The result of closing a day, or of its dry run. */
export type Closing = Awaited<ReturnType<typeof closeDay>>;
