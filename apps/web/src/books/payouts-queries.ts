import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';
import type { PayoutOrder } from './payouts-search.js';

/** Filter by days and person; without a person, everyone's payouts. */
export interface PayoutsFilter extends DayRange {
  user?: string;
}

interface PageOf {
  limit: number;
  cursor?: string;
  order?: PayoutOrder;
}

const fetchPayouts = (query: PayoutsFilter & PageOf, signal: AbortSignal) =>
  responseData(finance.GET('/accounting/payouts', { params: { query }, signal }));

type PayoutsPage = Awaited<ReturnType<typeof fetchPayouts>>;

/** A person's payout for a day, with the state of the day's statement. The amount is in minor units. */
export type Payout = PayoutsPage['items'][number];

/** What was paid for a day, in minor units. */
export type PayoutDay = PayoutsPage['days'][number];

/** A sum of payouts in minor units, and their number. */
export interface PaidTotal {
  paid: number;
  payouts: number;
}

const pageSize = 50;
const maxPageSize = 200;

/** Payouts, newest days first, paginated (F6). */
export const payoutsQuery = (filter: PayoutsFilter, order: PayoutOrder) =>
  infiniteQueryOptions({
    queryKey: ['finance', 'days', 'payouts', filter, order],
    queryFn: ({ pageParam, signal }) =>
      fetchPayouts({ ...filter, order, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Total of the filtered payouts: for a person the sum of their payouts, else the totals of the days. */
export const totalPaidQuery = (filter: PayoutsFilter) =>
  queryOptions({
    queryKey: ['finance', 'days', 'paid', filter],
    queryFn: ({ signal }) => (filter.user ? totalPaidTo(filter, signal) : totalPaidOn(filter, signal)),
  });

/** A person has at most one payout a day, so there are few pages. */
async function totalPaidTo(filter: PayoutsFilter, signal: AbortSignal): Promise<PaidTotal> {
  const total = { paid: 0, payouts: 0 };
  let cursor: string | undefined;
  do {
    const page = await fetchPayouts({ ...filter, limit: maxPageSize, cursor }, signal);
    total.paid += page.items.reduce((paid, { amount }) => paid + amount, 0);
    total.payouts += page.items.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return total;
}

async function totalPaidOn({ from, to }: DayRange, signal: AbortSignal): Promise<PaidTotal> {
  const query = { from, to, limit: 1 };
  const { totals } = await responseData(finance.GET('/accounting/days', { params: { query }, signal }));
  return { paid: totals.paid, payouts: totals.payouts };
}
