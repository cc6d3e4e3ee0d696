import { dayRangeOf, daysSearch } from './days-search.js';

describe('dayRangeOf', () => {
  const today = '2026-03-10';

  it('returns the last 30 days if the parameters are missing or invalid', () => {
    expect(dayRangeOf(daysSearch({ from: 'spring' }), today)).toEqual({ from: '2026-02-09', to: today });
  });

  it('fills in a missing end and swaps reversed ends', () => {
    const days = { from: '2026-01-05', to: '2026-01-09' };
    expect(dayRangeOf(daysSearch(days), today)).toEqual(days);
    expect(dayRangeOf(daysSearch({ from: days.to, to: days.from }), today)).toEqual(days);
    expect(dayRangeOf(daysSearch({ from: '2026-03-01' }), today)).toEqual({ from: '2026-03-01', to: today });
    expect(dayRangeOf(daysSearch({ to: '2026-01-30' }), today)).toEqual({
      from: '2026-01-01',
      to: '2026-01-30',
    });
  });
});
