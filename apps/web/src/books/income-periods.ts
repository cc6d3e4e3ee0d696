import type { DayRange } from '../components/day-range.js';
import { daysAfter, daysFrom } from '../components/days.js';

/** What the company earned on a day, in minor units. */
export interface DayIncome {
  date: string;
  income: number;
}

/** How many days one bar of the chart is about. */
export type PeriodLength = 'day' | 'week' | 'month';

/** What the company earned from one day to another. */
export interface PeriodIncome extends DayRange {
  income: number;
}

const mostDays = 100;
const mostDaysOfWeeks = 750;
const daysOfWeek = 7;

/** 0 on a Monday. */
const daysSinceMonday = (day: string): number => (new Date(day).getUTCDay() + daysOfWeek - 1) % daysOfWeek;

/** As many bars as can be told apart: a day each, else a week, else a month. */
export function periodLengthOf({ from, to }: DayRange): PeriodLength {
  const days = daysFrom(from, to).length;
  return days <= mostDays ? 'day' : days <= mostDaysOfWeeks ? 'week' : 'month';
}

/**
 * Income by days, weeks from Monday, or months, the earliest first; none is left out, and the first and the last one
 * end where the days do.
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

/** The days that brought most and least, of those that something was booked on. */
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
