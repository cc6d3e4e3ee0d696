import { isOwnTime } from './own-time.js';

describe('the clock of the company', () => {
  it.each([
    ['2026-03-02T00:00:00Z', 'Etc/UTC', 'Etc/UTC', true],
    ['2026-03-02T00:00:00Z', 'Etc/UTC', 'Atlantic/Reykjavik', true],
    ['2026-03-02T00:00:00Z', 'Europe/London', 'Etc/UTC', true],
    ['2026-07-02T00:00:00Z', 'Europe/London', 'Etc/UTC', false],
    ['2026-03-02T00:00:00Z', 'Europe/Berlin', 'America/New_York', false],
    // The same time of another day.
    ['2026-03-02T10:30:00Z', 'Pacific/Kiritimati', 'Pacific/Honolulu', false],
  ])('at %s in %s agrees with one in %s: %s', (instant, company, own, expected) => {
    expect(isOwnTime(instant, company, own)).toBe(expected);
  });
});
