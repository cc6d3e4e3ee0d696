import { extremesOf, incomeByPeriod, periodLengthOf } from './income-periods.js';

describe('income by period', () => {
  it('has a bar per day for a short range, including days without postings', () => {
    const income = [
      { date: '2026-03-04', income: -50 },
      { date: '2026-03-02', income: 200 },
    ];
    expect(incomeByPeriod(income, { from: '2026-03-02', to: '2026-03-04' })).toEqual([
      { from: '2026-03-02', to: '2026-03-02', income: 200 },
      { from: '2026-03-03', to: '2026-03-03', income: 0 },
      { from: '2026-03-04', to: '2026-03-04', income: -50 },
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
    expect(weeks[0]).toEqual({ from: '2025-03-12', to: '2025-03-16', income: 0 });
    expect(weeks.slice(-2)).toEqual([
      { from: '2026-03-02', to: '2026-03-08', income: 1 },
      { from: '2026-03-09', to: '2026-03-11', income: 10 },
    ]);
  });

  it('has months for several years', () => {
    const days = { from: '2020-01-15', to: '2026-03-11' };
    expect(periodLengthOf(days)).toBe('month');
    expect(incomeByPeriod([], days)).toHaveLength(75);
    expect(incomeByPeriod([], days)[0]).toEqual({ from: '2020-01-15', to: '2020-01-31', income: 0 });
  });

  it('finds the best and the worst day', () => {
    const [good, bad] = [
      { date: '2026-03-02', income: 200 },
      { date: '2026-03-04', income: -50 },
    ];
    expect(extremesOf([bad, good, { date: '2026-03-03', income: 7 }])).toEqual({ best: good, worst: bad });
    expect(extremesOf([])).toBeUndefined();
  });
});
