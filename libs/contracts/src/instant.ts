import { z } from 'zod';
import { reading, Unreadable } from './reading.js';

// What everything behind reads, PostgreSQL and browsers too, and what is promised to readers.
const strict = z.iso.datetime({ offset: true });
const strictPattern = strict._zod.def.pattern?.source;

// Every repetition is of one class and between fixed characters, so that no text takes more than linear time.
const timestamp =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d)?|())$/;

const example = '2026-03-01T10:00:00Z';

// PostgreSQL reads no longer ones, and no offsets beyond this one.
const longestText = 64;
const digitsOfNanoseconds = 9;
const largestOffset = 15 * 60 + 59;

const minuteInMilliseconds = 60_000;
const dayInMilliseconds = 24 * 60 * minuteInMilliseconds;

/**
 * An instant in the one form that everything behind this reads: with `T`, a zone, seconds of 0 to 59, at most nine
 * digits of a second. What was in that form already stays as it was sent: ids are made from it.
 * Throws Unreadable.
 */
function readInstant(text: string): string {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '00', fraction = '', ...zone] =
    timestamp.exec(text) ?? [];
  const [sign, hours = '00', minutes = '00', none] = zone;
  if (year === '') {
    throw new Unreadable(`must be an RFC 3339 timestamp such as ${example}`);
  }
  if (none !== undefined) {
    throw new Unreadable('has no zone: end it in Z, or in an offset such as +02:00');
  }
  const date = `${year}-${month}-${day}`;
  if (year === '0000') {
    throw outsideOfTheYears();
  }
  if (!isInCalendar(date)) {
    throw new Unreadable(`${date} is not in the calendar`);
  }
  if (hour > '23' || minute > '59' || second > '60') {
    throw new Unreadable('hours are 00 to 23, minutes 00 to 59 and seconds 00 to 59');
  }
  if (hours > '23' || minutes > '59') {
    throw new Unreadable('its offset must be 00:00 to 23:59');
  }
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const isLeapSecond = second === '60';
  const wholeSecond = isLeapSecond ? '59' : second;
  const inUtc = Date.parse(`${date}T${hour}:${minute}:${wholeSecond}Z`) - offset * minuteInMilliseconds;
  if (inUtc < firstInstant || inUtc > lastInstant) {
    throw outsideOfTheYears();
  }
  if (isLeapSecond && !isEndOfMonth(inUtc)) {
    throw new Unreadable(
      'second 60 is a leap second, and only 23:59:60 UTC on the last day of a month is one',
    );
  }
  if (!isLeapSecond && text.length <= longestText && strict.safeParse(text).success) {
    return Math.abs(offset) > largestOffset ? utcOf(inUtc, fraction) : text;
  }
  // No clock here has such a second: what happened in it happened at the end of the second before, on the same day.
  const digits = isLeapSecond ? '999999' : fraction.slice(0, digitsOfNanoseconds);
  if (Math.abs(offset) > largestOffset) {
    return utcOf(inUtc, digits);
  }
  const zoneText = sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
  return `${date}T${hour}:${minute}:${wholeSecond}${digits && `.${digits}`}${zoneText}`;
}

const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z');

const outsideOfTheYears = (): Unreadable => new Unreadable('must be within the years 0001 to 9999 in UTC');

const isInCalendar = (date: string): boolean => {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
};

/** Whether it is the last second of a month in UTC. */
const isEndOfMonth = (second: number): boolean =>
  (second + 1000) % dayInMilliseconds === 0 && new Date(second + 1000).getUTCDate() === 1;

const utcOf = (second: number, digits: string): string =>
  `${new Date(second).toISOString().slice(0, -'.000Z'.length)}${digits && `.${digits}`}Z`;

/**
 * An instant by RFC 3339, with a zone: `Z` or an offset. Others write it in more ways than we do (small letters, a
 * blank in the middle, `+0000`, a fraction of any length, a leap second): each is taken and given on in the one strict
 * form, and what is no instant is refused with the reason. A time without a zone is no instant.
 */
export const instant = z
  .string()
  .transform(reading(readInstant))
  .pipe(strict)
  .meta({ format: 'date-time', pattern: strictPattern, description: 'ISO 8601 date-time with zone' });
