import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import { daysAfter } from '../components/days.js';

const daysOnPage = 60;

type DaysPage = Awaited<ReturnType<typeof fetchDays>>;

/** A day that is closed, and what it came to (F6). Amounts are in minor units. */
export type ClosedDay = DaysPage['items'][number];

/** A day that is not closed: what it brought so far. */
export interface OpenDay {
  date: string;
  income: number;
  /** Whether it is over, so that people wait for their money. */
  isOver: boolean;
}

const fetchDays = (cursor: string | undefined, limit: number, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/days', { params: { query: { cursor, limit } }, signal }));

/** Closed days, newest first, a page after the other. */
export const closedDaysQuery = infiniteQueryOptions({
  queryKey: ['finance', 'days', 'closed'],
  queryFn: ({ pageParam, signal }) => fetchDays(pageParam, daysOnPage, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
});

/**
 * The days after the last closed one, newest first, with today; of a company that never closed one, all that something
 * was booked on.
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

/** Open days, newest first: from the first one to today, also those that nothing was booked on. */
export function openDaysOf(
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

/** What closing a day would pay now, and what it may still wait for (F6). Nothing is changed. */
export const closingPreviewQuery = (date: string) =>
  queryOptions({
    queryKey: ['finance', 'closing-preview', date],
    queryFn: ({ signal }) =>
      responseData(finance.POST('/accounting/days/{date}/close', { params: close(date, true), signal })),
    // Each look keeps everybody from posting for a moment.
    refetchInterval: false,
    refetchOnWindowFocus: false,
    retry: false,
  });

/** Closes a day, for good. */
export const closeDay = (date: string, headers: { 'Idempotency-Key': string }) =>
  responseData(
    finance.POST('/accounting/days/{date}/close', { params: { ...close(date, false), header: headers } }),
  );

/** A close of a day, or what it would be. */
export type Closing = Awaited<ReturnType<typeof closeDay>>;
