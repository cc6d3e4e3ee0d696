import { ageOf } from './token-expiry.js';

const expiresAt = 1_800_000_000;

describe('A token, some time after it expired (A8)', () => {
  it.each([
    [-1, 60, 'good'],
    [0, 60, 'good'],
    [4.999, 60, 'good'],
    [5, 60, 'in-grace'],
    [59.999, 60, 'in-grace'],
    [60, 60, 'over'],
    [61, 60, 'over'],
    [4.999, 0, 'good'],
    [5, 0, 'over'],
    [86_400, 43_200, 'over'],
  ])('%d seconds, of a grace of %d: %s', (overdue, grace, age) => {
    expect(ageOf(expiresAt, grace, (expiresAt + overdue) * 1000)).toBe(age);
  });

  it('is over when its time is no time', () => {
    expect(ageOf(NaN, 60, Date.now())).toBe('over');
    expect(ageOf(-Infinity, 60, Date.now())).toBe('over');
  });
});
