import { timeLeft } from './time-left.js';

const minutes = (count: number): number => count * 60_000;

describe('The time left', () => {
  it.each([
    [minutes(372), '6 hr 12 min'],
    [minutes(60), '1 hr'],
    [minutes(59.5), '1 hr'],
    [minutes(12), '12 min'],
    [1, '1 min'],
    [0, '0 min'],
    [-5000, '0 min'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(timeLeft(milliseconds, 'en-US')).toBe(text);
  });

  it('is in the language of the reader', () => {
    expect(timeLeft(minutes(372), 'ru-RU')).toBe('6 ч 12 мин');
  });
});
