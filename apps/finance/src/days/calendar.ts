import { Problem, type Database, type Transaction } from '@ates/platform';
import { businessDayOf, dayEndOf, type DayEnd } from '../ledger/business-calendar.js';
import { booksAreRestored, somethingIsLost } from '../ledger/open-days.js';

/** Where the books stand. Days are `YYYY-MM-DD`, as `business_day_of` has them. */
export interface Calendar {
  /** The day that goes on; none before it does. */
  today: string;
  /** The day that is to be closed next; null while nothing was ever booked. */
  firstOpen: string | null;
  /** The day that is to be closed next is over. */
  isOver: boolean;
  /**
   * The last of the days from `firstOpen` on that are over and on which nothing was booked, of very many the last of the
   * first ones: they are closed in one step. Null when something was booked on `firstOpen`, or that goes on.
   */
  lastEmpty: string | null;
  /** The last day that may be closed now where no more happens: the first one that something was booked on. */
  nextToClose: string | null;
  /** The first day that was ever closed; null when none was. */
  firstClosed: string | null;
  /** Days that were lost are to be restored before any other is closed. */
  isRestoring: boolean;
}

/** Days that are closed in one step, from the first to the last: one, or several on which nothing was booked. */
export interface DueDays {
  first: string;
  last: string;
  areEmpty: boolean;
}

/** The calendar as of an instant. The database decides which day it is there, as it does for every posting. */
export const readCalendar = async (tx: Transaction, dayEnd: DayEnd, now: Date): Promise<Calendar> =>
  onlyCalendar(await tx.query<Calendar[]>(calendarSql, [now.toISOString(), ...dayEndOf(dayEnd)]));

/** The calendar as of an instant, by one statement outside any transaction: for a look that decides nothing yet. */
export const lookAtCalendar = async (database: Database, dayEnd: DayEnd, now: Date): Promise<Calendar> =>
  onlyCalendar(await database.query<Calendar>(calendarSql, [now.toISOString(), ...dayEndOf(dayEnd)]));

// So that a step stays short: it writes a row for each day, and for each person who is in the red on it.
const mostDaysAtOnce = 1000;
const mostBalancesAtOnce = 200_000;

const calendarSql = `
  with present as (
    select ${businessDayOf('$1', '$2', '$3')} as day
  ), last as (
    select day, people_in_the_red from business_day order by day desc limit 1
  ), first_open as (
    select coalesce((select day + 1 from last), (select min(day) from company_day_balance)) as day
  ), empty as (
    select least(
      present.day - 1,
      (select min(day) - 1 from company_day_balance where day >= first_open.day),
      last.day + greatest(1, least(${mostDaysAtOnce}, ${mostBalancesAtOnce} / greatest(1, last.people_in_the_red)))::int
    ) as until
    from present cross join first_open cross join last
  )
  select present.day::text as today, first_open.day::text as "firstOpen",
         coalesce(first_open.day < present.day, false) as "isOver",
         case when empty.until >= first_open.day then empty.until end::text as "lastEmpty",
         greatest(empty.until + 1, first_open.day)::text as "nextToClose",
         (select min(day) from business_day)::text as "firstClosed",
         ${somethingIsLost} as "isRestoring"
  from present cross join first_open left join empty on true`;

function onlyCalendar([calendar]: Calendar[]): Calendar {
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
  { today, firstOpen, nextToClose, isRestoring }: Calendar,
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
  if (day > (nextToClose ?? firstOpen)) {
    return new Problem(
      'conflict',
      'earlier-day-open',
      `Days are closed in order, and ${nextToClose ?? firstOpen} is the next.`,
    );
  }
  return undefined;
}

/** The days to close now in one step, if there are any. */
export function dueDays({ firstOpen, isOver, lastEmpty, isRestoring }: Calendar): DueDays | undefined {
  if (firstOpen === null || !isOver || isRestoring) {
    return undefined;
  }
  return { first: firstOpen, last: lastEmpty ?? firstOpen, areEmpty: lastEmpty !== null };
}
