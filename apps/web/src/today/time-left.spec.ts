import { ago, timeLeft } from './time-left.js';

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

describe('The age of a task', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');

  it.each([
    ['2026-03-02T11:59:30Z', 'this minute'],
    ['2026-03-02T11:15:00Z', '45m ago'],
    ['2026-03-02T09:00:00Z', '3h ago'],
    ['2026-03-01T09:00:00Z', 'yesterday'],
    ['2026-02-20T09:00:00Z', '10d ago'],
    // A clock that is ahead.
    ['2026-03-02T12:05:00Z', 'this minute'],
  ])('of %s is %s', (instant, text) => {
    expect(ago(instant, now, 'en-US')).toBe(text);
  });
});
