import { useQuery } from '@tanstack/react-query';
import { openDayQuery } from '../components/open-day.js';
import type { DayRange } from '../components/day-range.js';
import { localTimeOf } from './local-times.js';
import type { WorkRange } from './work-queries.js';

/**
 * A range of days with the end of its days, which only Finance knows; without Finance, the browser's own midnight.
 * Undefined while it is loading.
 */
export function useWorkRange({ from, to }: DayRange): WorkRange | undefined {
  const { data: day, isError } = useQuery(openDayQuery);
  if (day) {
    const { ends_at: endsAt, time_zone: timeZone } = day;
    return { from, to, time_zone: timeZone, day_ends_at: localTimeOf(endsAt, timeZone) };
  }
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isError ? { from, to, time_zone: own, day_ends_at: '00:00' } : undefined;
}
