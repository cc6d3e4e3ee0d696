import { within } from './problem-texts.js';

describe('within', () => {
  it.each([
    ['en-US', 1, 'in 1 second'],
    ['en-US', 59, 'in 59 seconds'],
    ['en-US', 61, 'in 2 minutes'],
    ['ru-RU', 5, 'через 5 секунд'],
    ['ru-RU', 3600, 'через 60 минут'],
  ])('in %s formats %i seconds as "%s"', (locale, seconds, expected) => {
    expect(within(locale, seconds)).toBe(expected);
  });
});
