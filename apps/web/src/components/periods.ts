import type { DayRange } from './day-range.js';
import { daysAfter, daysFrom } from './days.js';

/** The length of the period of one bar. */
export type PeriodLength = 'day' | 'week' | 'month';

/** A day, week or month, and what happened in it. */
export interface PeriodOf<Values> extends DayRange {
  values: Values;
}

const maxDailyBars = 100;
const maxDaysInWeeks = 750;
const daysPerWeek = 7;

/** 0 for a Monday. */
const daysSinceMonday = (day: string): number => (new Date(day).getUTCDay() + daysPerWeek - 1) % daysPerWeek;

/** The shortest period (day, week or month) that keeps the bars distinguishable. */
export function periodLengthOf({ from, to }: DayRange): PeriodLength {
  const days = daysFrom(from, to).length;
  return days <= maxDailyBars ? 'day' : days <= maxDaysInWeeks ? 'week' : 'month';
}

/**
 * Days by day, week (from Monday) or month, earliest first, without gaps; the first and the last period are cut at the
 * ends of the range. `valuesOf` gets the days of a period, earliest first; there may be none.
 */
export function byPeriod<Day extends { date: string }, Values>(
  days: readonly Day[],
  range: DayRange,
  valuesOf: (days: readonly Day[]) => Values,
): PeriodOf<Values>[] {
  const length = periodLengthOf(range);
  const byDate = new Map(days.map((day) => [day.date, day]));
  const periods = new Map<string, DayRange & { days: Day[] }>();
  for (const date of daysFrom(range.from, range.to)) {
    const name = periodOf(date, length);
    const period = periods.get(name) ?? { from: date, to: date, days: [] };
    const day = byDate.get(date);
    periods.set(name, { ...period, to: date, days: day ? [...period.days, day] : period.days });
  }
  return [...periods.values()].map(({ from, to, days: ofPeriod }) => ({
    from,
    to,
    values: valuesOf(ofPeriod),
  }));
}

function periodOf(day: string, length: PeriodLength): string {
  switch (length) {
    case 'day':
      return day;
    case 'week':
      return daysAfter(day, -daysSinceMonday(day));
    case 'month':
      return day.slice(0, 7);
  }
}
