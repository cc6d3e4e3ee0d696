import { daysFrom } from '../components/days.js';
import type { Company } from './analytics-queries.js';

/** One day of a chart. */
interface ChartDay {
  date: string;
  income: number;
  /** Null on days without books. */
  earned: number | null;
  inTheRed: number | null;
}

/**
 * The days of a range for a chart, oldest first, starting at the first day that has books. Days without books in
 * between are filled in with an income of 0.
 */
export function chartDays({ days, to }: Pick<Company, 'days' | 'to'>): ChartDay[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const first = days.at(-1)?.date;
  return (first ? daysFrom(first, to) : []).map((date) => {
    const day = byDate.get(date);
    return {
      date,
      income: day?.income ?? 0,
      earned: day?.people_earned ?? null,
      inTheRed: day?.people_in_the_red ?? null,
    };
  });
}
