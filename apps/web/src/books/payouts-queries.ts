import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';

/** Of which days, and whose; everybody's when nobody is named. */
export interface WhichPayouts extends DayRange {
  user?: string;
}

interface PageOf {
  limit: number;
  cursor?: string;
}

const fetchPayouts = (query: WhichPayouts & PageOf, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/payouts', { params: { query }, signal }));

/** What somebody was paid for a day. The amount is in minor units. */
export type Payout = Awaited<ReturnType<typeof fetchPayouts>>['items'][number];

const onPage = 50;
const mostAtOnce = 200;

/** Payouts, newest days first, a page after the other (F6). */
export const payoutsQuery = (which: WhichPayouts) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'payouts', which],
    queryFn: ({ pageParam, signal }) => fetchPayouts({ ...which, limit: onPage, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** All payouts together: a person's one by one, everybody's by the totals of the days. */
export const paidQuery = (which: WhichPayouts) =>
  queryOptions({
    queryKey: ['finance', 'days', 'paid', which],
    queryFn: ({ signal }) => (which.user ? paidTo(which, signal) : paidOn(which, signal)),
  });

async function paidTo(which: WhichPayouts, signal: AbortSignal): Promise<number> {
  let sum = 0;
  let cursor: string | undefined;
  do {
    const page = await fetchPayouts({ ...which, limit: mostAtOnce, cursor }, signal);
    sum += page.items.reduce((paid, { amount }) => paid + amount, 0);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return sum;
}

async function paidOn({ from, to }: DayRange, signal: AbortSignal): Promise<number> {
  let sum = 0;
  let cursor: string | undefined;
  do {
    const query = { limit: mostAtOnce, cursor };
    const page = await responseData(finance.GET('/accounting/days', { params: { query }, signal }));
    const asked = page.items.filter(({ date }) => from <= date && date <= to);
    sum += asked.reduce((paid, day) => paid + day.paid, 0);
    const isPast = page.items.some(({ date }) => date < from);
    cursor = isPast ? undefined : (page.next_cursor ?? undefined);
  } while (cursor);
  return sum;
}
