import { Problem, type ReadSource } from '@ates/platform';

/** The problem of `requireMonths`, for the documentation of a route. */
export const monthDetached = {
  'month-detached': 'Operators have detached a month of these days from the database, with its postings',
};

/** SQL: the months between the days $1 and $2 whose postings were detached, by their first day, oldest first. */
export const detachedMonths = `select month::text from detached_months_of_postings($1, $2) as month`;

/** `detach_month` refuses a month until it has been over for a day. */
const millisecondsKept = 86_400_000;

/**
 * Throws Problem `month-detached` if postings between two days are in a month that was detached, so that no one takes a
 * part for the whole. Recent days are never detached, so nothing is asked about them.
 */
export async function requireMonths(source: ReadSource, from: string, to: string, now: Date): Promise<void> {
  const recent = new Date(now.getTime() - millisecondsKept).toISOString().slice(0, 10);
  if (from !== '-infinity' && from >= recent) {
    return;
  }
  const [first] = await source.query<{ month: string }>(detachedMonths, [from, to]);
  if (first) {
    throw new Problem(
      'conflict',
      'month-detached',
      `The postings of ${first.month.slice(0, 7)} are no longer in the database, only balances and totals of its days. ` +
        'Operators can attach the month again: docs/operations.md, "Detached months".',
    );
  }
}
