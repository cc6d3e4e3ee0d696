import type { ReadSource } from '@ates/platform';
import { balancesVersion } from '../ledger/balances-version.js';
import { businessDayOf, dayEndOf, type DayEnd } from '../ledger/business-calendar.js';

/** What the books of a server hold at a moment, as far as answers about them depend on it. */
export interface Books {
  today: string;
  /** The first day that anything was booked on; today when nothing ever was. */
  firstDay: string;
  /** -infinity when none was. */
  lastClosed: string;
  /** Another one after every posting, wherever it was made. */
  version: string;
  /** Another one after every close. Closed days are what they are as long as this is. */
  closedVersion: string;
}

/** Looks at the books in the few rows that every posting changes. */
export async function readBooks(source: ReadSource, dayEnd: DayEnd, now: Date): Promise<Books> {
  const [books] = await source.query<Books>(
    `with closed as (select day, hash from business_day order by day desc limit 1),
          present as (select ${businessDayOf('$1', '$2', '$3')} as day)
     select present.day::text as today,
            coalesce(least((select min(day) from company_day_balance), (select min(day) from business_day)),
                     present.day)::text as "firstDay",
            coalesce(closed.day, '-infinity')::text as "lastClosed",
            coalesce(encode(closed.hash, 'hex'), '') as "closedVersion",
            concat_ws(' ', encode(closed.hash, 'hex'), present.day,
              ${balancesVersion('closed.day')}) as version
     from present left join closed on true`,
    [now.toISOString(), ...dayEndOf(dayEnd)],
  );
  if (!books) {
    throw new Error('the database did not say what the books hold');
  }
  return books;
}

// What is no day stands before every day, as `-infinity` does in the database.
export const isClosedDay = (day: string, { lastClosed }: Books): boolean =>
  lastClosed !== '-infinity' && day <= lastClosed;
