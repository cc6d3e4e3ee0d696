import { daysOf, daysSearch } from './days-search.js';

describe('The days that an address means', () => {
  const today = '2026-03-10';

  it('are the last thirty when it says nothing, or nothing that is known', () => {
    expect(daysOf(daysSearch({ from: 'spring' }), today)).toEqual({ from: '2026-02-09', to: today });
  });

  it('are those it names, whichever end is left out or comes first', () => {
    const days = { from: '2026-01-05', to: '2026-01-09' };
    expect(daysOf(daysSearch(days), today)).toEqual(days);
    expect(daysOf(daysSearch({ from: days.to, to: days.from }), today)).toEqual(days);
    expect(daysOf(daysSearch({ from: '2026-03-01' }), today)).toEqual({ from: '2026-03-01', to: today });
    expect(daysOf(daysSearch({ to: '2026-01-30' }), today)).toEqual({ from: '2026-01-01', to: '2026-01-30' });
  });
});
