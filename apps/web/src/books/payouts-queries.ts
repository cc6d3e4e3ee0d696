import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';

/** Filter by days and person; without a person, everyone's payouts. */
export interface PayoutsFilter extends DayRange {
  user?: string;
}

interface PageOf {
  limit: number;
  cursor?: string;
}

const fetchPayouts = (query: PayoutsFilter & PageOf, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/payouts', { params: { query }, signal }));

/** A person's payout for a day. The amount is in minor units. */
export type Payout = Awaited<ReturnType<typeof fetchPayouts>>['items'][number];

const pageSize = 50;
const maxPageSize = 200;

/** Payouts, newest days first, paginated (F6). */
export const payoutsQuery = (filter: PayoutsFilter) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'payouts', filter],
    queryFn: ({ pageParam, signal }) =>
      fetchPayouts({ ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  });

/** Total of the filtered payouts: for a person the sum of their payouts, else the sum of the days' totals. */
export const totalPaidQuery = (filter: PayoutsFilter) =>
  queryOptions({
    queryKey: ['finance', 'days', 'paid', filter],
    queryFn: ({ signal }) => (filter.user ? totalPaidTo(filter, signal) : totalPaidOn(filter, signal)),
  });

async function totalPaidTo(filter: PayoutsFilter, signal: AbortSignal): Promise<number> {
  let sum = 0;
  let cursor: string | undefined;
  do {
    const page = await fetchPayouts({ ...filter, limit: maxPageSize, cursor }, signal);
    sum += page.items.reduce((paid, { amount }) => paid + amount, 0);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return sum;
}

async function totalPaidOn({ from, to }: DayRange, signal: AbortSignal): Promise<number> {
  let sum = 0;
  let cursor: string | undefined;
  do {
    const query = { limit: maxPageSize, cursor };
    const page = await responseData(finance.GET('/accounting/days', { params: { query }, signal }));
    const inRange = page.items.filter(({ date }) => from <= date && date <= to);
    sum += inRange.reduce((paid, day) => paid + day.paid, 0);
    const isPast = page.items.some(({ date }) => date < from);
    cursor = isPast ? undefined : (page.next_cursor ?? undefined);
  } while (cursor);
  return sum;
}
