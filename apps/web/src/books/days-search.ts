import type { DayRange } from '../components/day-range.js';
import { parseDay, daysAfter } from '../components/days.js';

/** Which days a page shows, as its address says it. */
export type DaysSearch = Partial<DayRange>;

/** Parses the URL's search parameters; ignores unknown and invalid ones. */
export const daysSearch = (search: Record<string, unknown>): DaysSearch => ({
  from: parseDay(search['from']),
  to: parseDay(search['to']),
});

const usual = 30;

/** The days an address means: the last thirty when it says nothing. Never the wrong way round. */
export function daysOf({ from, to }: DaysSearch, today: string): DayRange {
  const last = to ?? (from && from > today ? from : today);
  const first = from ?? daysAfter(last, 1 - usual);
  return first <= last ? { from: first, to: last } : { from: last, to: first };
}
