import { Problem, type Transaction } from '@ates/platform';

/** Where the books stand. Days are `YYYY-MM-DD` in the business time zone. */
export interface Calendar {
  /** The day that goes on; none before it does. */
  today: string;
  /** The day that is to be closed next; null while nothing was ever booked. */
  firstOpen: string | null;
  /** The first day that was ever closed; null when none was. */
  firstClosed: string | null;
}

/** The calendar as of an instant. The database decides which day it is there, as it does for every posting. */
export async function readCalendar(tx: Transaction, timeZone: string, now: Date): Promise<Calendar> {
  const [calendar] = await tx.query<Calendar[]>(
    `select ($1::timestamptz at time zone $2)::date::text as today,
            coalesce((select max(day) + 1 from business_day),
                     (select min(day) from company_day_balance))::text as "firstOpen",
            (select min(day) from business_day)::text as "firstClosed"`,
    [now.toISOString(), timeZone],
  );
  if (!calendar) {
    throw new Error('the database did not say which day it is');
  }
  return calendar;
}

export const isClosed = (day: string, { firstOpen, firstClosed }: Calendar): boolean =>
  firstOpen !== null && firstClosed !== null && firstClosed <= day && day < firstOpen;

/** Days are closed in their order, each when it is over (F6); the Problem says why this one is not to be closed now. */
export function refusalToClose(day: string, { today, firstOpen }: Calendar): Problem | undefined {
  if (day >= today) {
    return new Problem(
      'conflict',
      'day-not-over',
      `${day} is not over in the business time zone. Close it then.`,
    );
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
export const dueDay = ({ today, firstOpen }: Calendar): string | undefined =>
  firstOpen !== null && firstOpen < today ? firstOpen : undefined;
