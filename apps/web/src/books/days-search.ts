import type { DayRange } from '../components/day-range.js';
import { parseDay, daysAfter } from '../components/days.js';

/** Search parameters for a range of days. */
export type DaysSearch = Partial<DayRange>;

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const daysSearch = (search: Record<string, unknown>): DaysSearch => ({
  from: parseDay(search['from']),
  to: parseDay(search['to']),
});

const defaultDays = 30;

/** The range of the search parameters: by default the last 30 days. Swaps the ends if they are reversed. */
export function dayRangeOf({ from, to }: DaysSearch, today: string): DayRange {
  const last = to ?? (from && from > today ? from : today);
  const first = from ?? daysAfter(last, 1 - defaultDays);
  return first <= last ? { from: first, to: last } : { from: last, to: first };
}
