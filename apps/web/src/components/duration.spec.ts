import { duration } from './duration.js';

describe('duration', () => {
  it.each([
    [0, '0 sec'],
    [59.9, '59 sec'],
    [60, '1 min'],
    [3599, '59 min 59 sec'],
    [3600, '1 hr'],
    [5400, '1 hr 30 min'],
    [86_400 + 59, '1 day'],
    [2 * 86_400 + 4 * 3600, '2 days 4 hr'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(duration(seconds, 'en-US')).toBe(text);
  });
});
