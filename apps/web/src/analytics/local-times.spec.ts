import { localTimeOf, ownDay } from './local-times.js';

describe('localTimeOf', () => {
  it.each([
    ['2026-03-03T00:00:00.000Z', 'Etc/UTC', '00:00'],
    ['2026-03-02T15:00:00.000Z', 'Asia/Tokyo', '00:00'],
    ['2026-07-01T16:00:00.000Z', 'Europe/Berlin', '18:00'],
  ])('writes %s in %s as %s', (instant, timeZone, time) => {
    expect(localTimeOf(instant, timeZone)).toBe(time);
  });
});

describe('ownDay', () => {
  it('is the day on the calendar of the browser', () => {
    expect(ownDay(new Date(2026, 2, 2, 0, 1))).toBe('2026-03-02');
    expect(ownDay(new Date(2026, 2, 2, 23, 59))).toBe('2026-03-02');
  });
});
