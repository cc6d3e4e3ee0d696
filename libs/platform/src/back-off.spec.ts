import { backOffMilliseconds } from './back-off.js';

describe('The back-off after failures', () => {
  const pausesAfter = (failures: number): number[] =>
    Array.from({ length: 200 }, () => backOffMilliseconds(failures, { first: 100, longest: 1500 }));

  it.each([
    [1, 50, 100],
    [2, 100, 200],
    [4, 400, 800],
    [5, 750, 1500],
    [2000, 750, 1500],
  ])('is after %i failures between %i and %i ms', (failures, least, most) => {
    const pauses = pausesAfter(failures);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(least);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(most);
    // With jitter: not all clients come back at the same moment.
    expect(new Set(pauses).size).toBeGreaterThan(10);
  });
});
