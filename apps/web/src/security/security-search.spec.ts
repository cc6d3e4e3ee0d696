import { filtersOf, securitySearch } from './security-search.js';

const polly = '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a';

describe('the search parameters of the security log', () => {
  it('are parsed', () => {
    const search = { action: 'user.deleted', person: polly, address: '192.0.2.1', from: '2026-03-01' };
    expect(securitySearch(search)).toEqual(search);
  });

  it('are ignored if they are invalid', () => {
    expect(
      securitySearch({ action: 'user.eaten', person: 'polly', address: '', from: 'yesterday', to: 1 }),
    ).toEqual({});
  });

  it('include the whole last day, in the time zone of the browser', () => {
    const { from = '', to = '' } = filtersOf({ from: '2026-03-02', to: '2026-03-02' });
    expect(new Date(from).toLocaleString('sv-SE')).toBe('2026-03-02 00:00:00');
    expect(new Date(to).toLocaleString('sv-SE')).toBe('2026-03-03 00:00:00');
  });
});
