import { z } from 'zod';
import { isoInstantWithMicroseconds } from '@ates/platform';

/**
 * SQL: an event's own time for display, RFC 3339 in UTC with microseconds. That format covers the years 1 to 9999; an
 * event can exceed them by a few hours with an offset, and is then shown at the first or the last instant.
 */
export const shownInstant = (column: string): string =>
  isoInstantWithMicroseconds(
    `greatest('0001-01-01 00:00:00+00', least('9999-12-31 23:59:59.999999+00', ${column}))`,
  );

/** SQL: an event's own time for cursors, exactly as stored, so that no entry is skipped or shown twice. */
export const keysetInstant = (column: string): string =>
  `${isoInstantWithMicroseconds(column)} || case when ${column} < '0001-01-01 00:00:00+00' then ' BC' else '' end`;

/** An instant as `keysetInstant` writes it, in any year. */
export const microsecondInstant = z
  .string()
  .regex(/^\d{4,6}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z( BC)?$/)
  .refine((text) => isRealDay(text));

/** A day as PostgreSQL writes a date, in any year. */
export const storedDay = z
  .string()
  .regex(/^\d{4,6}-\d\d-\d\d( BC)?$/)
  .refine((text) => isRealDay(text));

function isRealDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split(/[-T ]/, 3).map(Number);
  const date = new Date(0);
  date.setUTCFullYear(text.endsWith('BC') ? 1 - year : year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
