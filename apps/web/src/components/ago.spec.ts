import { ago } from './ago.js';

describe('How long ago an instant was', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');

  it.each([
    ['2026-03-02T11:59:30Z', 'this minute'],
    ['2026-03-02T11:15:00Z', '45m ago'],
    ['2026-03-02T09:00:00Z', '3h ago'],
    ['2026-03-01T09:00:00Z', 'yesterday'],
    ['2026-02-20T09:00:00Z', '10d ago'],
    // A clock that is ahead.
    ['2026-03-02T12:05:00Z', 'this minute'],
  ])('for %s is %s', (instant, text) => {
    expect(ago(instant, now, 'en-US')).toBe(text);
  });

  it.each([
    ['2026-03-02T11:15:00Z', '45 мин. назад'],
    ['2026-02-20T09:00:00Z', '10 дн. назад'],
  ])('for %s is %s in Russian', (instant, text) => {
    expect(ago(instant, now, 'ru-RU').replaceAll('\u00a0', ' ')).toBe(text);
  });
});
