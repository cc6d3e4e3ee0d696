import { queryOptions, useQuery } from '@tanstack/react-query';
import { finance, responseData } from '../api/clients.js';
import type { paths } from '../api/generated/finance.js';

/** The open day of the current user. Amounts are in minor units. */
export type OwnDay = paths['/accounting/open-day']['get']['responses'][200]['content']['application/json'];

const refetchMilliseconds = 60_000;

/** The open day of the current user: when it began and ends, the balance and tonight's payout. */
export const openDayQuery = queryOptions({
  queryKey: ['finance', 'accounts', 'open-day'],
  queryFn: ({ signal }) => responseData(finance.GET('/accounting/open-day', { signal })),
  // The end of a day causes no change event.
  refetchInterval: refetchMilliseconds,
});

const localMidnight = (): string => new Date(new Date().setHours(0, 0, 0, 0)).toISOString();

/**
 * When the working day began, which only Finance knows; without Finance, the browser's own midnight. Undefined while it is
 * loading, and if it is not needed.
 */
export function useDayBegan(isNeeded = true): string | undefined {
  const { data, isError } = useQuery({ ...openDayQuery, enabled: isNeeded });
  if (!isNeeded) {
    return undefined;
  }
  return data?.begins_at ?? (isError ? localMidnight() : undefined);
}
