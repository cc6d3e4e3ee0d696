import { analyticsSearch } from './analytics-search.js';

describe('analyticsSearch', () => {
  it('parses the range, the period, and the day of overdrawn people', () => {
    const search = { from: '2026-03-01', to: '2026-03-31', by: 'week', day: '2026-03-02' };
    expect(analyticsSearch(search)).toEqual(search);
  });

  it('ignores invalid and unknown parameters', () => {
    expect(analyticsSearch({ from: '2026-02-30', to: 7, by: 'year', day: 'now', other: 'x' })).toEqual({});
  });

  it('ignores a range whose end is before its start', () => {
    expect(analyticsSearch({ from: '2026-03-02', to: '2026-03-01' })).toEqual({});
  });
});
