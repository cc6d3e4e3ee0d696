import { Problem, type Transaction } from '@ates/platform';
import { businessDayOf } from './business-calendar.js';
import { keyDigest } from './posting-id.js';

/** Signals that a day was closed: its statements must be mailed and its file in the day journal written. */
export const dayClosed = 'business_day: closed';

/**
 * Keeps all open days from being closed until the transaction ends (F9). Posters call it in a statement before they
 * insert, so that the insert sees every close it had to wait for. Posters do not block each other. It locks the table
 * because a table lock's queue is fair: a stream of posters cannot starve a close, as it would on a shared row.
 */
export async function keepDaysOpen(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in row share mode`);
}

/** SQL: whether anything of the day journal is still to be restored. */
export const restoreIsPending = `
  (exists (select from journaled_day) or exists (select from journaled_reversal))`;

/** Refuses corrections while lost days are being restored, so that they first become what they were (F11). */
export async function refuseWhileRestoring(tx: Transaction): Promise<void> {
  const lost = await tx.query<unknown[]>(`select from (select) as nothing where ${restoreIsPending}`);
  if (lost.length > 0) {
    throw booksAreRestored();
  }
}

export const booksAreRestored = (): Problem =>
  new Problem(
    'unavailable',
    'books-are-restored',
    'Lost days are being restored from the day journal. Try again later; the log shows the progress.',
  );

/** Waits until no one is posting or closing a day, and keeps others from either until the transaction ends. */
export async function stopPosting(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in exclusive mode`);
}

/** SQL: what decides a posting's day: the time zone, the end of days, the present, and the latest credible time. */
export interface Present {
  timeZone: string;
  endsAt: string;
  now: string;
  latest: string;
}

/**
 * SQL: the day a posting is booked on: its own day if that is open, else the first open one (F9). A time in the future,
 * or before the first day of books without a closed day, is booked on the current day, so that it does not open a day
 * of its own (docs/adr/0041). While lost days are being restored, a posting that the journal lists for one of them is
 * booked on that day again, and no other posting is.
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
 * SQL: whether a posting booked on `bookedOn` is on an earlier day than its own time says, because that time was in the
 * future when it was booked; for a restored posting, when it was first booked.
 */
export const wasAhead = (
  bookedOn: string,
  occurredAt: string,
  { timeZone, endsAt, latest }: Present,
): string =>
  `(${occurredAt} > ${latest}::timestamptz
    or (select exists (select from journaled_day)) and ${bookedOn} < ${businessDayOf(occurredAt, timeZone, endsAt)})`;
