import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';

/** What the company earned today, so far (F5). */
export const incomeTodayQuery = queryOptions({
  queryKey: ['finance', 'accounts', 'income', 'today'],
  queryFn: ({ signal }) => responseData(finance.GET('/accounting/stats', { signal })),
});

/** What the company earned on some days (F5); days without postings are left out. */
export const incomeQuery = (query: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'income', query],
    queryFn: ({ signal }) => responseData(finance.GET('/accounting/stats', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
