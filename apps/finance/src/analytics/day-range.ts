import type { Books } from './books.js';

/** A range of days, both ends included. */
export interface DayRange {
  from: string;
  to: string;
}

/**
 * Fills in a requested range: today by default; up to today if only `from` is given; from the first day on if only
 * `to` is given.
 */
export function rangeOf(requested: Partial<DayRange>, { today, firstDay }: Books): DayRange {
  const to = requested.to ?? (requested.from && requested.from > today ? requested.from : today);
  const earliest = requested.to ? firstDay : today;
  const from = requested.from ?? (earliest < to ? earliest : to);
  return { from, to };
}
