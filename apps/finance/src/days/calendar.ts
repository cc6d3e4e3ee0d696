import { Problem, type Transaction } from '@ates/platform';
import { businessDayOf, dayEndOf, type DayEnd } from '../ledger/business-calendar.js';
import { booksAreRestored, somethingIsLost } from '../ledger/open-days.js';

/** Where the books stand. Days are `YYYY-MM-DD`, as `business_day_of` has them. */
export interface Calendar {
  /** The day that goes on; none before it does. */
  today: string;
  /** The day that is to be closed next; null while nothing was ever booked. */
  firstOpen: string | null;
  /** The first day that was ever closed; null when none was. */
  firstClosed: string | null;
  /** Days that were lost are to be restored before any other is closed. */
  isRestoring: boolean;
}

/** The calendar as of an instant. The database decides which day it is there, as it does for every posting. */
export async function readCalendar(tx: Transaction, dayEnd: DayEnd, now: Date): Promise<Calendar> {
  const [calendar] = await tx.query<Calendar[]>(
    `select ${businessDayOf('$1', '$2', '$3')}::text as today,
            coalesce((select max(day) + 1 from business_day),
                     (select min(day) from company_day_balance))::text as "firstOpen",
            (select min(day) from business_day)::text as "firstClosed",
            ${somethingIsLost} as "isRestoring"`,
    [now.toISOString(), ...dayEndOf(dayEnd)],
  );
  if (!calendar) {
    throw new Error('the database did not say which day it is');
  }
  return calendar;
}

export const isClosed = (day: string, { firstOpen, firstClosed }: Calendar): boolean =>
  firstOpen !== null && firstClosed !== null && firstClosed <= day && day < firstOpen;

/** Days are closed in their order, each when it is over (F6); the Problem says why this one is not to be closed now. */
export function refusalToClose(
  day: string,
  { today, firstOpen, isRestoring }: Calendar,
): Problem | undefined {
  if (isRestoring) {
    return booksAreRestored();
  }
  if (day >= today) {
    return new Problem('conflict', 'day-not-over', `${day} is not over. Close it then.`);
  }
  if (firstOpen === null || day < firstOpen) {
    return new Problem(
      'not-found',
      'no-such-day',
      `Nothing was booked up to ${day}: there is no day to close.`,
    );
  }
  if (day > firstOpen) {
    return new Problem(
      'conflict',
      'earlier-day-open',
      `Days are closed in order, and ${firstOpen} is the next.`,
    );
  }
  return undefined;
}

/** The day to close now by itself, if there is one. */
export const dueDay = ({ today, firstOpen, isRestoring }: Calendar): string | undefined =>
  firstOpen !== null && firstOpen < today && !isRestoring ? firstOpen : undefined;
