import { parseDay, daysAfter, daysFrom } from './days.js';

describe('settlement days', () => {
  it('are counted across month ends, year ends and clock changes', () => {
    expect(daysAfter('2026-02-28', 1)).toBe('2026-03-01');
    expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31');
    expect(daysAfter('2026-03-28', 2)).toBe('2026-03-30');
  });

  it('are listed including the first and the last', () => {
    expect(daysFrom('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysFrom('2026-03-01', '2026-03-01')).toEqual(['2026-03-01']);
    expect(daysFrom('2026-03-02', '2026-03-01')).toEqual([]);
  });

  it('are parsed only if they exist in the calendar', () => {
    expect(parseDay('2026-03-02')).toBe('2026-03-02');
    expect(['2026-02-30', '2026-13-01', 'yesterday', '2026-3-2', 20260302, undefined].map(parseDay)).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
  });
});
