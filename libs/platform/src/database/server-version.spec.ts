import { isTooOld } from './server-version.js';

describe('The version of PostgreSQL', () => {
  it.each([
    [170_009, true],
    [180_000, false],
    [180_004, false],
    [190_001, false],
  ])('%i is too old: %s', (number, expected) => {
    expect(isTooOld(number)).toBe(expected);
  });
});
