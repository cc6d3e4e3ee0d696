import { z } from 'zod';
import { reading, Unreadable } from './reading.js';

// The form that PostgreSQL, browsers and everything else downstream reads, and that schemas promise.
const strict = z.iso.datetime({ offset: true });
const strictPattern = strict._zod.def.pattern?.source;

// Every repetition is of one class between fixed characters, so that matching takes linear time.
const timestamp =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?|())$/;

const example = '2026-03-01T10:00:00Z';

// PostgreSQL reads neither longer texts nor larger offsets.
const maxTextLength = 64;
const digitsOfNanoseconds = 9;
const maxOffsetMinutes = 15 * 60 + 59;

const minuteInMilliseconds = 60_000;
const dayInMilliseconds = 24 * 60 * minuteInMilliseconds;

/**
 * Normalizes a timestamp: with `T`, a zone, seconds of 0 to 59, and at most nine digits of a second. A text in that
 * form stays as sent, because ids are derived from it. Throws Unreadable.
 */
function readInstant(text: string): string {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', ...zone] =
    timestamp.exec(text) ?? [];
  const [sign, hours = '00', minutes = '00', none] = zone;
  if (year === '') {
    throw new Unreadable('not-an-instant', `must be an RFC 3339 timestamp such as ${example}`);
  }
  if (none !== undefined) {
    throw new Unreadable('instant-without-zone', 'has no zone: append Z or an offset such as +02:00');
  }
  const date = `${year}-${month}-${day}`;
  if (year === '0000') {
    throw outsideYears();
  }
  if (!isInCalendar(date)) {
    throw new Unreadable('no-such-time', `${date} is not in the calendar`);
  }
  if (hour > '23' || minute > '59' || second > '60') {
    throw new Unreadable('no-such-time', 'hours are 00 to 23, minutes 00 to 59 and seconds 00 to 59');
  }
  if (hours > '23' || minutes > '59') {
    throw new Unreadable('no-such-time', 'the offset must be 00:00 to 23:59');
  }
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const isLeapSecond = second === '60';
  const wholeSecond = isLeapSecond ? '59' : second;
  const inUtc = Date.parse(`${date}T${hour}:${minute}:${wholeSecond}Z`) - offset * minuteInMilliseconds;
  if (inUtc < firstInstant || inUtc > lastInstant) {
    throw outsideYears();
  }
  if (isLeapSecond && !isEndOfMonth(inUtc)) {
    throw new Unreadable(
      'no-such-time',
      'second 60 is a leap second, which exists only at 23:59:60 UTC on the last day of a month',
    );
  }
  if (!isLeapSecond && text.length <= maxTextLength && strict.safeParse(text).success) {
    return Math.abs(offset) > maxOffsetMinutes ? utcOf(inUtc, fraction) : text;
  }
  // Our clocks have no leap seconds, so it becomes the end of the previous second, on the same day.
  const digits = isLeapSecond ? '999999' : fraction.slice(0, digitsOfNanoseconds);
  if (Math.abs(offset) > maxOffsetMinutes) {
    return utcOf(inUtc, digits);
  }
  const zoneText = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
  return `${date}T${hour}:${minute}:${wholeSecond}${digits && `.${digits}`}${zoneText}`;
}

const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

const outsideYears = (): Unreadable =>
  new Unreadable('outside-years', 'must be within the years 0001 to 9999 in UTC');

const isInCalendar = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
};

/** Whether this is the last second of a month in UTC. */
const isEndOfMonth = (second: number): boolean =>
  (second + 1000) % dayInMilliseconds === 0 && new Date(second + 1000).getUTCDate() === 1;

const utcOf = (second: number, digits: string): string =>
  `${new Date(second).toISOString().slice(0, -'.000Z'.length)}${digits && `.${digits}`}Z`;

/**
 * An RFC 3339 instant with a zone, `Z` or an offset. Accepts the variants that other programs write (lower case, a
 * blank in the middle, `+0000`, a fraction of any length, a leap second) and normalizes them to the strict form.
 * Rejects anything else with the reason, including a time without a zone.
 */
export const instant = z
  .string()
  .transform(reading(readInstant))
  .pipe(strict)
  .meta({ format: 'date-time', pattern: strictPattern, description: 'ISO 8601 date-time with a zone' });
