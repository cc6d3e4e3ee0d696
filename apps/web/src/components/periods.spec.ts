import { byPeriod, periodLengthOf } from './periods.js';
import type { DayRange } from './day-range.js';

const incomeByPeriod = (days: readonly { date: string; income: number }[], range: DayRange) =>
  byPeriod(days, range, (some) => some.reduce((sum, { income }) => sum + income, 0));

describe('days by period', () => {
  it('has a bar per day for a short range, including days without postings', () => {
    const income = [
      { date: '2026-03-04', income: -50 },
      { date: '2026-03-02', income: 200 },
    ];
    expect(incomeByPeriod(income, { from: '2026-03-02', to: '2026-03-04' })).toEqual([
      { from: '2026-03-02', to: '2026-03-02', values: 200 },
      { from: '2026-03-03', to: '2026-03-03', values: 0 },
      { from: '2026-03-04', to: '2026-03-04', values: -50 },
    ]);
  });

  it('has weeks from Monday for a year, cut at the ends of the range', () => {
    const weeks = incomeByPeriod(
      [
        { date: '2026-03-08', income: 1 },
        { date: '2026-03-09', income: 10 },
        { date: '2026-03-15', income: 100 },
      ],
      { from: '2025-03-12', to: '2026-03-11' },
    );
    expect(weeks[0]).toEqual({ from: '2025-03-12', to: '2025-03-16', values: 0 });
    expect(weeks.slice(-2)).toEqual([
      { from: '2026-03-02', to: '2026-03-08', values: 1 },
      { from: '2026-03-09', to: '2026-03-11', values: 10 },
    ]);
  });

  it('has months for several years', () => {
    const days = { from: '2020-01-15', to: '2026-03-11' };
    expect(periodLengthOf(days)).toBe('month');
    expect(incomeByPeriod([], days)).toHaveLength(75);
    expect(incomeByPeriod([], days)[0]).toEqual({ from: '2020-01-15', to: '2020-01-31', values: 0 });
  });

  it('gives the days of a period earliest first', () => {
    const days = ['2026-03-04', '2026-03-02', '2026-03-03'].map((date) => ({ date }));
    const range = { from: '2025-03-12', to: '2026-03-11' };
    const weeks = byPeriod(days, range, (some) => some.map(({ date }) => date));
    expect(weeks.at(-2)?.values).toEqual(['2026-03-02', '2026-03-03', '2026-03-04']);
    expect(weeks.at(-1)?.values).toEqual([]);
  });
});
