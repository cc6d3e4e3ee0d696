import { Problem, type Transaction } from '@ates/platform';
import { businessDayOf } from './business-calendar.js';
import { keyDigest } from './posting-id.js';

/**
 * Keeps every day that is open from being closed until the transaction ends (F9). Whoever posts calls it in a statement
 * before, so that the posting sees each close that it had to wait for. Posters do not wait for each other. A lock on the
 * table, since its queue is fair: a stream of posters never starves a close, as it would on a row that they share.
 */
export async function keepDaysOpen(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in row share mode`);
}

/** SQL: whether something of the day journal is still to be restored. */
export const somethingIsLost = `
  (exists (select from journaled_day) or exists (select from journaled_reversal))`;

/** No correction is made while books that were lost are made again: they must first come to what they were (F11). */
export async function refuseWhileRestoring(tx: Transaction): Promise<void> {
  const lost = await tx.query<unknown[]>(`select from (select) as nothing where ${somethingIsLost}`);
  if (lost.length > 0) {
    throw booksAreRestored();
  }
}

export const booksAreRestored = (): Problem =>
  new Problem(
    'unavailable',
    'books-are-restored',
    'Days that were lost are being restored from the day journal. Try again when that is done; the log tells how far it is.',
  );

/** Waits until nobody posts or closes, and lets nobody else do so until the transaction ends. */
export async function stopPosting(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in exclusive mode`);
}

/** SQL of what decides the day of a posting: the zone and the end of days, the present, and the latest credible time. */
export interface Present {
  timeZone: string;
  endsAt: string;
  now: string;
  latest: string;
}

/**
 * SQL: the day that a posting counts for, which is its own while that is open, else the first open one (F9). What has a
 * time in the future, or from before the first day of books of which no day is closed, counts for the present day: no
 * day is opened for it alone (docs/adr/0041). While lost days are restored, what the journal has on one of them counts
 * for that day again, and nothing else does.
 */
export const bookedOn = (key: string, occurredAt: string, present: Present): string =>
  `coalesce(
     case when (select exists (select from journaled_day))
       then (select day from journaled_posting where key_digest = ${keyDigest(key)}) end,
     greatest(${ownDay(occurredAt, present)},
              (select max(day) + 1 from business_day), (select max(day) + 1 from journaled_day)))`;

const ownDay = (occurredAt: string, { timeZone, endsAt, now, latest }: Present): string =>
  `case when ${occurredAt} > ${latest}::timestamptz
          or (select not exists (select from business_day))
             and ${businessDayOf(occurredAt, timeZone, endsAt)} < (select first_day from business_calendar)
     then ${businessDayOf(`${now}::timestamptz`, timeZone, endsAt)}
     else ${businessDayOf(occurredAt, timeZone, endsAt)} end`;

/**
 * SQL: whether a posting that counts for `bookedOn` counts for an earlier day than its own time says, because that time
 * was in the future when it was booked; of a posting that is restored, when it was booked first.
 */
export const wasAhead = (
  bookedOn: string,
  occurredAt: string,
  { timeZone, endsAt, latest }: Present,
): string =>
  `(${occurredAt} > ${latest}::timestamptz
    or (select exists (select from journaled_day)) and ${bookedOn} < ${businessDayOf(occurredAt, timeZone, endsAt)})`;
