import { plansByIndex, type Database, type Transaction } from '@ates/platform';
import { dayOf } from './business-calendar.js';
import { keyDigest } from './posting-id.js';

/** Signals that a day was closed: its statements must be mailed and its file in the day journal written. */
export const dayClosed = 'business_day: closed';

/**
 * Keeps all open days from being sealed until the transaction ends (F9). Posters call it in a statement before they
 * insert, so that the insert sees every seal it had to wait for. Posters do not block each other. It locks the table
 * because a table lock's queue is fair: a stream of posters cannot starve sealing, as it would on a shared row. What
 * follows is planned by index. Throws while the books have to be compared with the day journal (F11).
 */
export async function keepDaysOpen(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in row share mode; ${requireComparedBooks}; ${plansByIndex}`);
}

// The database may have been restored while Finance runs: then it may lack closed days (`LostDays`).
const requireComparedBooks = `select require_compared_books()`;

/**
 * Waits until no one closes a day, and keeps others from it until the transaction ends. Posting continues: a day is closed
 * only once it is sealed. Throws like `keepDaysOpen`.
 */
export async function keepOthersFromClosing(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in share row exclusive mode; ${requireComparedBooks}`);
}

/**
 * Waits until no one is posting or closing a day, and keeps others from either until the transaction ends. It waits for a
 * close before it waits for posters: those who begin to post meanwhile would have to wait for both.
 */
export async function stopPosting(tx: Transaction): Promise<void> {
  await keepOthersFromClosing(tx);
  await tx.query(`lock table business_day in exclusive mode`);
}

/** Like `stopPosting`, in order to compare the books with the day journal. */
export async function stopPostingToCompare(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in share row exclusive mode`);
  await tx.query(`lock table business_day in exclusive mode`);
}

/** Whether the books were compared with the day journal since the database was last restored or failed over. */
export async function areBooksCompared(database: Database): Promise<boolean> {
  const [row] = await database.query<{ is_compared: boolean }>(
    `select server = outbox_server() as is_compared from compared_books`,
  );
  return row?.is_compared ?? false;
}

/** Notes that the books were compared with the day journal. */
export async function noteBooksCompared(tx: Transaction): Promise<void> {
  await tx.query(`update compared_books set server = outbox_server() where server <> outbox_server()`);
}

/** SQL: the first day that takes postings, the one after the last sealed or closed day; null if there is none. */
export const firstOpenDay = `
  greatest((select max(day) + 1 from business_day), (select max(day) + 1 from sealed_day))`;

/**
 * SQL: the day a posting is booked on, beside `presentRow`: its own day if that is open, else the first open one (F9). A
 * time in the future, or before the first day of books without a closed day, is booked on the current day, so that it
 * does not open a day of its own (docs/adr/0041). While lost days are being restored, a posting that the journal lists
 * for one of them is booked on that day again, and no other posting is.
 */
export const bookedOn = (key: string, occurredAt: string): string =>
  `coalesce(
     case when (select exists (select from journaled_day))
       then (select day from journaled_posting where key_digest = ${keyDigest(key)}) end,
     greatest(
       case when ${occurredAt} > present.latest
              or (select not exists (select from business_day))
                 and ${dayOf(occurredAt)} < (select first_day from business_calendar)
         then ${dayOf('present.now')} else ${dayOf(occurredAt)} end,
       ${firstOpenDay}, (select max(day) + 1 from journaled_day)))`;

/**
 * SQL: whether a posting booked on `bookedOn` is on an earlier day than its own time says, because that time was in the
 * future when it was booked; for a restored posting, when it was first booked.
 */
export const wasAhead = (bookedOn: string, occurredAt: string): string =>
  `(${occurredAt} > present.latest
    or (select exists (select from journaled_day)) and ${bookedOn} < ${dayOf(occurredAt)})`;
