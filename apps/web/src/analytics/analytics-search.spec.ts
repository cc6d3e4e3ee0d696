import { analyticsSearch } from './analytics-search.js';

describe('the address of the analytics', () => {
  it('says which days, in which parts, and of which day people in the red', () => {
    const search = { from: '2026-03-01', to: '2026-03-31', by: 'week', day: '2026-03-02' };
    expect(analyticsSearch(search)).toEqual(search);
  });

  it('is passed over where it says nothing that there is', () => {
    expect(analyticsSearch({ from: '2026-02-30', to: 7, by: 'year', day: 'now', other: 'x' })).toEqual({});
  });

  it('is passed over where the days are the wrong way round', () => {
    expect(analyticsSearch({ from: '2026-03-02', to: '2026-03-01' })).toEqual({});
  });
});
