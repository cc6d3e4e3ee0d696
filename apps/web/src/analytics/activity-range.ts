import { daysAfter } from '../components/days.js';
import type { DayRange } from '../components/day-range.js';

/** The most days whose draws, completions and times are counted. */
export const mostActivityDays = 92;

/** The last days of a range, as many as are counted. */
export function activityRange({ from, to }: DayRange): DayRange {
  const earliest = daysAfter(to, 1 - mostActivityDays);
  return { from: from < earliest ? earliest : from, to };
}
