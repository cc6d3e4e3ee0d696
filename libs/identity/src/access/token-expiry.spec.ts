import { expiryStateOf } from './token-expiry.js';

const expiresAt = 1_800_000_000;

describe('The expiry state of a token (A8)', () => {
  it.each([
    [-1, 60, 'valid'],
    [0, 60, 'valid'],
    [4.999, 60, 'valid'],
    [5, 60, 'in-grace'],
    [59.999, 60, 'in-grace'],
    [60, 60, 'expired'],
    [61, 60, 'expired'],
    [4.999, 0, 'valid'],
    [5, 0, 'expired'],
    [86_400, 43_200, 'expired'],
  ])('%d seconds after expiry, with a grace of %d seconds, is %s', (overdue, grace, state) => {
    expect(expiryStateOf(expiresAt, grace, (expiresAt + overdue) * 1000)).toBe(state);
  });

  it('is expired when the expiry time is not finite', () => {
    expect(expiryStateOf(NaN, 60, Date.now())).toBe('expired');
    expect(expiryStateOf(-Infinity, 60, Date.now())).toBe('expired');
  });
});
