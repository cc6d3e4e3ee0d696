import { textsIn } from './texts.js';

describe('The text for too many attempts', () => {
  it.each([
    ['en', 1, 'in 1 second;'],
    ['en', 59, 'in 59 seconds;'],
    ['en', 60, 'in 1 minute;'],
    ['en', 61, 'in 2 minutes;'],
    ['ru', 1, 'через 1 секунду;'],
    ['ru', 60, 'через 1 минуту;'],
    ['ru', 900, 'через 15 минут;'],
  ] as const)('spells out the time to wait (%s, %d s)', (language, seconds, text) => {
    expect(textsIn(language).tooMany(seconds)).toContain(text);
  });
});
