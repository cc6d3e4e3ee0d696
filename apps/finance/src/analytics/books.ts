import type { ReadSource } from '@ates/platform';
import { balancesVersion } from '../ledger/balances-version.js';
import { presentOf, today, type DayEnd } from '../ledger/business-calendar.js';

/** The state of a server's books, as far as answers about them depend on it. */
export interface Books {
  today: string;
  /** The first day with a posting; today if there is none. */
  firstDay: string;
  /** -infinity if none was closed. */
  lastClosed: string;
  /** Changes with every posting, whichever instance made it. */
  version: string;
  /** Changes with every close. Closed days stay the same as long as it does. */
  closedVersion: string;
}

/** Reads the state of the books from the few rows that every posting updates. */
export async function readBooks(source: ReadSource, dayEnd: DayEnd, now: Date): Promise<Books> {
  const [books] = await source.query<Books>(
    `with closed as (select day, hash from business_day order by day desc limit 1),
          present as (select ${today('$1')} as day)
     select present.day::text as today,
            coalesce(least((select min(day) from company_day_balance), (select min(day) from business_day)),
                     present.day)::text as "firstDay",
            coalesce(closed.day, '-infinity')::text as "lastClosed",
            coalesce(encode(closed.hash, 'hex'), '') as "closedVersion",
            concat_ws(' ', encode(closed.hash, 'hex'), present.day,
              ${balancesVersion('closed.day')}) as version
     from present left join closed on true`,
    [presentOf(dayEnd, now)],
  );
  if (!books) {
    throw new Error('the database returned no state of the books');
  }
  return books;
}

// A value that is not a day comes before every day, as `-infinity` does in the database.
export const isClosedDay = (day: string, { lastClosed }: Books): boolean =>
  lastClosed !== '-infinity' && day <= lastClosed;
