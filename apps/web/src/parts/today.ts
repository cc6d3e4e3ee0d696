import { queryOptions } from '@tanstack/react-query';
import { answerOf, finance } from '../api/clients.js';

const askAgainMilliseconds = 60_000;

/** Which working day it is in the company, as `2026-03-02`; the browser's own date may be another. */
export const todayQuery = queryOptions({
  queryKey: ['finance', 'accounts', 'today'],
  queryFn: ({ signal }) => answerOf(finance.GET('/accounting/balance', { signal })),
  select: ({ date }) => date,
  // A day ends without anybody telling.
  refetchInterval: askAgainMilliseconds,
});
