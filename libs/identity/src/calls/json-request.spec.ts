import { pauseOf } from '../requests/json-request.js';

const now = Date.UTC(2026, 0, 1);

describe('The pause for a Retry-After header', () => {
  it.each([
    ['5', 5000],
    ['0', 1000],
    ['120', 120_000],
    ['3600', 3_600_000],
    ['86400', 86_400_000],
    // A year, and a number beyond the range of doubles.
    ['31536000', 86_400_000],
    ['9'.repeat(400), 86_400_000],
    [new Date(now + 7_200_000).toUTCString(), 7_200_000],
    [new Date(now + 365 * 86_400_000).toUTCString(), 86_400_000],
    [new Date(now + 7000).toUTCString(), 7000],
    [new Date(now - 7000).toUTCString(), 1000],
    ['soon', 1000],
    ['', 1000],
    [null, 1000],
  ])('of %s is %d ms', (retryAfter, milliseconds) => {
    expect(pauseOf(retryAfter, now)).toBe(milliseconds);
  });
});
