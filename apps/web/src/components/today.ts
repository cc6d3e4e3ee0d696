import { queryOptions } from '@tanstack/react-query';
import { responseData, finance } from '../api/clients.js';

const refetchMilliseconds = 60_000;

const ownBalance = queryOptions({
  queryKey: ['finance', 'accounts', 'today'],
  queryFn: ({ signal }) => responseData(finance.GET('/accounting/balance', { signal })),
  // The end of a day causes no change event.
  refetchInterval: refetchMilliseconds,
});

/** The company's current settlement day, as `2026-03-02`; the browser's date may differ. */
export const todayQuery = queryOptions({ ...ownBalance, select: ({ date }) => date });

/** The ISO 4217 currency of the company's books. */
export const currencyQuery = queryOptions({ ...ownBalance, select: ({ currency }) => currency });
