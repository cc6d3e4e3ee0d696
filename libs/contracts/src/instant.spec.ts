import { z } from 'zod';
import { instant } from './instant.js';

const reasonOf = (text: unknown): string => {
  const read = instant.safeParse(text);
  return read.success ? `accepted as ${read.data}` : (read.error.issues[0]?.message ?? '');
};

describe('instant', () => {
  it.each([
    ['in UTC', '2026-03-01T10:00:00Z'],
    ['with an offset', '2026-03-01T10:00:00+02:00'],
    ['with microseconds', '2026-03-01T10:00:00.123456Z'],
    ['with nanoseconds, as Go and Java send them', '2026-03-01T10:00:00.123456789Z'],
    ['in UTC by an offset', '2026-03-01T10:00:00+00:00'],
    ['in UTC, while the local offset is unknown', '2026-03-01T10:00:00-00:00'],
    ['in the year 1', '0001-01-01T00:00:00Z'],
    ['on 29 February', '2028-02-29T10:00:00Z'],
  ])('keeps a timestamp %s as sent, so that a message id derived from it stays the same', (_what, text) => {
    expect(instant.parse(text)).toBe(text);
  });

  it.each([
    ['in lower case', '2026-03-01t10:00:00z', '2026-03-01T10:00:00Z'],
    ['in lower case, with an offset', '2026-03-01t10:00:00.5+02:00', '2026-03-01T10:00:00.5+02:00'],
    ['with a blank, as Python writes it', '2026-03-01 10:00:00.5+00:00', '2026-03-01T10:00:00.5+00:00'],
    ['with a decimal comma, as ISO 8601 allows', '2026-03-01T10:00:00,5Z', '2026-03-01T10:00:00.5Z'],
    ['with an offset without a colon', '2026-03-01T10:00:00-0330', '2026-03-01T10:00:00-03:30'],
    [
      'with an offset of hours, as PostgreSQL writes it',
      '2026-03-01 10:00:00+00',
      '2026-03-01T10:00:00+00:00',
    ],
    [
      'with an offset that PostgreSQL cannot read',
      '2026-03-01T10:00:00.123456+23:59',
      '2026-02-28T10:01:00.123456Z',
    ],
    ['with a large offset westwards', '2026-02-28T10:00:00-16:00', '2026-03-01T02:00:00Z'],
    ['without seconds', '2026-03-01T10:00Z', '2026-03-01T10:00:00Z'],
    ['with a leap second', '2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999999Z'],
    ['with a fraction of a leap second', '2016-12-31t23:59:60.25z', '2016-12-31T23:59:59.999999Z'],
    ['with a leap second west of Greenwich', '1990-12-31T15:59:60-08:00', '1990-12-31T15:59:59.999999-08:00'],
    ['with a leap second east of Greenwich', '2017-01-01T05:29:60+05:30', '2017-01-01T05:29:59.999999+05:30'],
  ])('normalizes a timestamp %s', (_what, text, expected) => {
    expect(instant.parse(text)).toBe(expected);
    expect(Number.isNaN(Date.parse(expected))).toBe(false);
  });

  it('accepts a fraction of any length, truncated to nanoseconds', () => {
    const fraction = '123456789'.repeat(1000);
    expect(instant.parse(`2026-03-01T10:00:00.${fraction}Z`)).toBe('2026-03-01T10:00:00.123456789Z');
  });

  it.each<[string, unknown, RegExp]>([
    ['a time without a zone', '2026-03-01T10:00:00', /no zone.*Z.*\+02:00/],
    ['a time with a named zone', '2026-03-01T10:00:00 Europe/Berlin', /RFC 3339/],
    ['a day', '2026-03-01', /RFC 3339/],
    ['a day that is not in the calendar', '2026-02-29T10:00:00Z', /2026-02-29 is not in the calendar/],
    ['a day of a thirteenth month', '2026-13-01T10:00:00Z', /2026-13-01 is not in the calendar/],
    ['29 February 1900', '1900-02-29t10:00:00z', /1900-02-29 is not in the calendar/],
    ['the year 0', '0000-01-01T00:00:00Z', /0001 to 9999/],
    ['a time that is before the year 1 in UTC', '0001-01-01T00:00:00+14:00', /0001 to 9999 in UTC/],
    ['a time that is after the year 9999 in UTC', '9999-12-31T23:59:59-12:00', /0001 to 9999 in UTC/],
    ['a time far outside in UTC', '9999-12-31T23:59:59-23:59', /0001 to 9999 in UTC/],
    ['the end of a day as hour 24', '2026-03-01T24:00:00Z', /hours are 00 to 23/],
    ['a minute 60', '2026-03-01T10:60:00Z', /minutes 00 to 59/],
    ['a second 61', '2026-03-01T10:00:61Z', /seconds 00 to 59/],
    ['a second 60 in the middle of a day', '2026-06-30T10:00:60Z', /leap second.*23:59:60 UTC/],
    ['a second 60 at midnight of another zone', '2016-12-31T23:59:60+01:00', /leap second.*23:59:60 UTC/],
    ['a second 60 in the middle of a month', '2026-03-15T23:59:60Z', /leap second.*last day of a month/],
    ['an offset of 24 hours', '2026-03-01T10:00:00+24:00', /offset.*23:59/],
    ['an offset of 60 minutes', '2026-03-01T10:00:00+01:60', /offset.*23:59/],
    ['the basic format', '20260301T100000Z', /RFC 3339/],
    ['surrounding blanks', ' 2026-03-01T10:00:00Z ', /RFC 3339/],
    ['a line break after it', '2026-03-01T10:00:00Z\n', /RFC 3339/],
    ['digits of another script', '２０２６-03-01T10:00:00Z', /RFC 3339/],
    ['a year of five digits', '+12026-03-01T10:00:00Z', /RFC 3339/],
    ['an empty text', '', /RFC 3339/],
    ['a number', 1772359200, /expected string/],
    ['a very long text', `2026-03-01T10:00:00.${'1'.repeat(50_000)}x`, /RFC 3339/],
  ])('rejects %s with the reason', (_what, text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  it('has the strict form in JSON schemas', () => {
    for (const io of ['input', 'output'] as const) {
      expect(z.toJSONSchema(instant, { io })).toMatchObject({
        type: 'string',
        format: 'date-time',
        pattern: z.iso.datetime({ offset: true })._zod.def.pattern?.source,
      });
    }
  });
});
