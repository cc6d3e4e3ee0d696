import type { DayRange } from '../parts/day-range.js';

/** Where the lines of some days of an account are, as a CSV file. */
export const csvPath = (user: string, { from, to }: DayRange): string =>
  `/accounting/audit-log.csv?${new URLSearchParams({ user, from, to }).toString()}`;
