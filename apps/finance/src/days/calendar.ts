import type { Database, Transaction } from '@ates/platform';
import { presentOf, today, type DayEnd } from '../ledger/business-calendar.js';
import { restoreIsPending } from '../ledger/restoring.js';

/** The state of the books. Days are `YYYY-MM-DD`, as `business_day_of` defines them. */
export interface Calendar {
  /** The current day. */
  today: string;
  /** The next day to close; null if nothing was ever booked. */
  firstOpen: string | null;
  /** Whether the next day to close has ended. */
  isOver: boolean;
  /**
   * The last of the consecutive days from `firstOpen` on that have ended without a posting; of very many, the last of
   * the first ones. They are closed in one step. Null if `firstOpen` has postings or has not ended.
   */
  lastEmpty: string | null;
  /** The last day that can be closed now if nothing more happens: the first one with a posting. */
  nextToClose: string | null;
  /** Whether lost days are still to be restored before any other day is closed. */
  isRestoring: boolean;
}

/** Days closed in one step, from the first to the last: one day, or several without a posting. */
export interface DueDays {
  first: string;
  last: string;
  areEmpty: boolean;
}

/** The calendar as of an instant. The database decides the day of that instant, as it does for each posting. */
export const readCalendar = async (tx: Transaction, dayEnd: DayEnd, now: Date): Promise<Calendar> =>
  onlyCalendar(await tx.query<Calendar[]>(calendarSql, [presentOf(dayEnd, now)]));

/** As `readCalendar`, in one statement outside a transaction: for a check that decides nothing yet. */
export const lookAtCalendar = async (database: Database, dayEnd: DayEnd, now: Date): Promise<Calendar> =>
  onlyCalendar(await database.query<Calendar>(calendarSql, [presentOf(dayEnd, now)]));

// Keeps a step short: it writes a row for each day, and for each person overdrawn on that day.
const maxDaysPerStep = 1000;
const maxBalancesPerStep = 200_000;

const calendarSql = `
  with today as (
    select ${today('$1')} as day
  ), last as (
    select day, people_in_the_red from business_day order by day desc limit 1
  ), first_open as (
    select coalesce((select day + 1 from last), (select min(day) from company_day_balance)) as day
  ), empty as (
    select least(
      today.day - 1,
      (select min(day) - 1 from company_day_balance where day >= first_open.day),
      last.day + greatest(1, least(${maxDaysPerStep}, ${maxBalancesPerStep} / greatest(1, last.people_in_the_red)))::int
    ) as until
    from today cross join first_open cross join last
  )
  select today.day::text as today, first_open.day::text as "firstOpen",
         coalesce(first_open.day < today.day, false) as "isOver",
         case when empty.until >= first_open.day then empty.until end::text as "lastEmpty",
         greatest(empty.until + 1, first_open.day)::text as "nextToClose",
         ${restoreIsPending} as "isRestoring"
  from today cross join first_open left join empty on true`;

function onlyCalendar([calendar]: Calendar[]): Calendar {
  if (!calendar) {
    throw new Error('the database returned no calendar');
  }
  return calendar;
}

/** The days to close next in one step, if any can be closed. */
export function dueDays({ firstOpen, isOver, lastEmpty, isRestoring }: Calendar): DueDays | undefined {
  if (firstOpen === null || !isOver || isRestoring) {
    return undefined;
  }
  return { first: firstOpen, last: lastEmpty ?? firstOpen, areEmpty: lastEmpty !== null };
}
