import type { DayRange } from '../components/day-range.js';
import { daysAfter, daysFrom } from '../components/days.js';

/** The company's income on a day, in minor units. */
export interface DayIncome {
  date: string;
  income: number;
}

/** The length of the period of one bar. */
export type PeriodLength = 'day' | 'week' | 'month';

/** The company's income in a period, in minor units. */
export interface PeriodIncome extends DayRange {
  income: number;
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
 * Income by day, week (from Monday) or month, earliest first, without gaps; the first and the last period are cut at
 * the ends of the range.
 */
export function incomeByPeriod(income: readonly DayIncome[], days: DayRange): PeriodIncome[] {
  const length = periodLengthOf(days);
  const incomeOf = new Map(income.map((day) => [day.date, day.income]));
  const periods = new Map<string, PeriodIncome>();
  for (const day of daysFrom(days.from, days.to)) {
    const name = periodOf(day, length);
    const period = periods.get(name) ?? { from: day, to: day, income: 0 };
    periods.set(name, { from: period.from, to: day, income: period.income + (incomeOf.get(day) ?? 0) });
  }
  return [...periods.values()];
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

/** The days with the highest and the lowest income; undefined without any days. */
export function extremesOf(income: readonly DayIncome[]): { best: DayIncome; worst: DayIncome } | undefined {
  const [first, ...others] = income;
  return (
    first &&
    others.reduce(
      ({ best, worst }, day) => ({
        best: day.income > best.income ? day : best,
        worst: day.income < worst.income ? day : worst,
      }),
      { best: first, worst: first },
    )
  );
}
