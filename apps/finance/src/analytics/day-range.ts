import type { Books } from './books.js';

/** Days from the first to the last, both included. */
export interface DayRange {
  from: string;
  to: string;
}

/** The days that are asked for: today when nothing is said, up to today when no end is, from the first ones on when no begin is. */
export function rangeOf(asked: Partial<DayRange>, { today, firstDay }: Books): DayRange {
  const to = asked.to ?? (asked.from && asked.from > today ? asked.from : today);
  const earliest = asked.to ? firstDay : today;
  const from = asked.from ?? (earliest < to ? earliest : to);
  return { from, to };
}
