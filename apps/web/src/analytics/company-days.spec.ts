import { chartDays } from './company-days.js';

const day = (date: string, income: number) => ({
  date,
  income,
  is_closed: true,
  people_earned: 2,
  people_in_the_red: 1,
});

describe('chartDays', () => {
  it('returns every day from the first that has books to the end of the range', () => {
    const days = chartDays({ to: '2026-03-04', days: [day('2026-03-03', 500), day('2026-03-01', -200)] });
    expect(days.map(({ date, income }) => [date, income])).toEqual([
      ['2026-03-01', -200],
      ['2026-03-02', 0],
      ['2026-03-03', 500],
      ['2026-03-04', 0],
    ]);
  });

  it('has no numbers of people on days without books', () => {
    const [, between] = chartDays({ to: '2026-03-03', days: [day('2026-03-03', 1), day('2026-03-01', 1)] });
    expect(between).toMatchObject({ earned: null, inTheRed: null });
  });

  it('returns nothing if no day has books', () => {
    expect(chartDays({ to: '2026-03-03', days: [] })).toEqual([]);
  });
});
