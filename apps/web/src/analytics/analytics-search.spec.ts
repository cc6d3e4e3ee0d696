import { analyticsSearch } from './analytics-search.js';

describe('analyticsSearch', () => {
  it('parses the range, the period, the day of overdrawn people and an order', () => {
    const search = { from: '2026-03-01', to: '2026-03-31', by: 'week', day: '2026-03-02', order: '-draws' };
    expect(analyticsSearch(search)).toEqual(search);
  });

  it('ignores invalid and unknown parameters', () => {
    expect(
      analyticsSearch({ from: '2026-02-30', to: 7, by: 'year', day: 'now', order: 'x', other: 'x' }),
    ).toEqual({});
  });

  it('ignores a range whose end is before its start', () => {
    expect(analyticsSearch({ from: '2026-03-02', to: '2026-03-01' })).toEqual({});
  });
});
