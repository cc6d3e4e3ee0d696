import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';
import type { DayRange } from '../components/day-range.js';

/** The company's income today so far (F5). */
export const incomeTodayQuery = queryOptions({
  queryKey: ['finance', 'accounts', 'income', 'today'],
  queryFn: ({ signal }) => responseData(finance.GET('/accounting/stats', { signal })),
});

/** The company's income by day (F5); days without postings are left out. */
export const incomeQuery = (query: DayRange) =>
  queryOptions({
    queryKey: ['finance', 'accounts', 'income', query],
    queryFn: ({ signal }) => responseData(finance.GET('/accounting/stats', { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });
