import type { Transaction } from '@ates/platform';

/**
 * Keeps every day that is open from being closed until the transaction ends (F9). Whoever posts calls it in a statement
 * before, so that the posting sees each close that it had to wait for. Posters do not wait for each other. A lock on the
 * table, since its queue is fair: a stream of posters never starves a close, as it would on a row that they share.
 */
export async function keepDaysOpen(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in row share mode`);
}

/** Waits until nobody posts or closes, and lets nobody else do so until the transaction ends. */
export async function stopPosting(tx: Transaction): Promise<void> {
  await tx.query(`lock table business_day in exclusive mode`);
}

/** SQL: the day that a posting counts for, which is its own while that is open, else the first open one. */
export const bookedOn = (occurredAt: string, timeZone: string): string =>
  `greatest((${occurredAt} at time zone ${timeZone})::date, (select max(day) + 1 from business_day))`;
