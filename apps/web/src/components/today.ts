import { queryOptions } from '@tanstack/react-query';
import { answerOf, finance } from '../api/clients.js';

const askAgainMilliseconds = 60_000;

const ownBalance = queryOptions({
  queryKey: ['finance', 'accounts', 'today'],
  queryFn: ({ signal }) => answerOf(finance.GET('/accounting/balance', { signal })),
  // A day ends without anybody telling.
  refetchInterval: askAgainMilliseconds,
});

/** Which working day it is in the company, as `2026-03-02`; the browser's own date may be another. */
export const todayQuery = queryOptions({ ...ownBalance, select: ({ date }) => date });

/** The currency of the company's books, by ISO 4217. */
export const currencyQuery = queryOptions({ ...ownBalance, select: ({ currency }) => currency });
