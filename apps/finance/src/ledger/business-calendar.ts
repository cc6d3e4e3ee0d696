import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, Database, latestCredible, ServicePart, type Transaction } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';

/** When working days end: at a local time in a time zone. */
export type DayEnd = Pick<FinanceConfiguration, 'BUSINESS_TIME_ZONE' | 'DAY_ENDS_AT'>;

/** SQL: the day an instant belongs to. `timeZone` and `endsAt` are the parameters that `dayEndOf` returns. */
export const businessDayOf = (instant: string, timeZone: string, endsAt: string): string =>
  `business_day_of(${instant}, ${timeZone}, ${endsAt})`;

/** The two parameters of `businessDayOf`, in order. */
export const dayEndOf = ({ BUSINESS_TIME_ZONE, DAY_ENDS_AT }: DayEnd): [string, string] => [
  BUSINESS_TIME_ZONE,
  DAY_ENDS_AT,
];

/** What decides the day of an instant, as one parameter: see `presentRow`. */
export const presentOf = ({ BUSINESS_TIME_ZONE, DAY_ENDS_AT }: DayEnd, now: Date): string =>
  JSON.stringify({ now, latest: latestCredible(now), time_zone: BUSINESS_TIME_ZONE, ends_at: DAY_ENDS_AT });

/** SQL: the row `present` of that parameter: the present instant, the latest credible one, and when days end. */
export const presentRow = (parameter: string): string =>
  `json_to_record(${parameter}) as present (now timestamptz, latest timestamptz, time_zone text, ends_at time)`;

/** SQL: the day that an instant belongs to, beside `presentRow`. */
export const dayOf = (instant: string): string =>
  businessDayOf(instant, 'present.time_zone', 'present.ends_at');

/** SQL: the current day, from that parameter. */
export const today = (parameter: string): string =>
  `(select ${dayOf('present.now')} from ${presentRow(parameter)})`;

// More than three days: an instant that much earlier than the date at midnight in UTC is on an earlier day in every zone.
const searchedSeconds = 262_144;

/**
 * SQL: the instant at which a day begins, beside `presentRow`; a day that the clocks skipped begins with the next one. Only
 * `business_day_of` knows the day of an instant, so this moves on from an earlier day in steps of half the length each, as
 * long as the day has not begun: then it has reached the second before.
 */
export const beginningOf = (day: string): string => `(
  with recursive search as (
    select ${searchedSeconds} as seconds,
           (${day})::timestamp at time zone 'UTC' - make_interval(secs => ${searchedSeconds}) as last
    union all
    select seconds / 2,
           case when ${dayOf('last + make_interval(secs => seconds)')} < ${day}
             then last + make_interval(secs => seconds) else last end
    from search
    where seconds > 0
  )
  select last + interval '1 second' from search where seconds = 0)`;

interface StoredCalendar {
  time_zone: string;
  day_ends_at: string;
}

/** The database decides which day an instant belongs to, so it must know the time zone before anything is posted. */
@Injectable()
export class BusinessCalendar implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    private readonly clock: Clock,
    private readonly part: ServicePart,
  ) {}

  /**
   * Sets the first day of the books once: BOOKS_BEGIN, or a year before Finance first starts. Throws, so that the
   * service does not start, if the database does not know the time zone or if closed days ended at another time (F9).
   */
  async onModuleInit(): Promise<void> {
    await this.requireKnownZone();
    const stored = this.part.onlyReads
      ? await this.database.transaction(storedCalendar)
      : await this.settle();
    const [timeZone, endsAt] = dayEndOf(this.configuration);
    if (stored.time_zone.toLowerCase() !== timeZone.toLowerCase() || stored.day_ends_at !== endsAt) {
      throw new Error(
        `BUSINESS_TIME_ZONE and DAY_ENDS_AT: the closed days ended at ${stored.day_ends_at} in ${stored.time_zone}, ` +
          `and closed days never change. Set the two keys to these values, not to ${endsAt} in ${timeZone}.`,
      );
    }
  }

  private settle(): Promise<StoredCalendar> {
    return this.database.transaction(async (tx) => {
      await agreeOn(tx, this.configuration);
      await beginBooks(tx, this.configuration, this.clock.now());
      await tx.query(`select make_months_of_books()`);
      return storedCalendar(tx);
    });
  }

  private async requireKnownZone(): Promise<void> {
    const zone = this.configuration.BUSINESS_TIME_ZONE;
    const known = await this.database.query<unknown>(
      `select from pg_timezone_names where lower(name) = lower($1)`,
      [zone],
    );
    if (known.length === 0) {
      throw new Error(`BUSINESS_TIME_ZONE: PostgreSQL does not know the time zone ${zone}`);
    }
  }
}

// Covers the feed of a Tasks that is older than Finance, and delayed events.
const daysBeforeTheFirstStart = 366;

/** In books that are older than that, the first day is one with a posting. */
async function beginBooks(
  tx: Transaction,
  { BOOKS_BEGIN, ...dayEnd }: FinanceConfiguration,
  now: Date,
): Promise<void> {
  await tx.query(
    `update business_calendar
     set first_day = coalesce($1::date, least(
       ${businessDayOf('$2::timestamptz', '$3', '$4')} - ${daysBeforeTheFirstStart},
       (select min(day) from business_day)))
     where first_day is null or first_day <> $1::date`,
    [BOOKS_BEGIN ?? null, now.toISOString(), ...dayEndOf(dayEnd)],
  );
}

/** Stores the configured end of day, unless a day is already closed. */
const agreeOn = (tx: Transaction, dayEnd: DayEnd): Promise<unknown> =>
  tx.query(
    `insert into business_calendar as kept (time_zone, day_ends_at) values ($1, $2)
     on conflict (only_one) do update
     set time_zone = excluded.time_zone, day_ends_at = excluded.day_ends_at
     where not exists (select from business_day)`,
    dayEndOf(dayEnd),
  );

async function storedCalendar(tx: Transaction): Promise<StoredCalendar> {
  const [stored] = await tx.query<StoredCalendar[]>(
    `select time_zone, to_char(day_ends_at, 'HH24:MI') as day_ends_at from business_calendar`,
  );
  if (!stored) {
    throw new Error(
      'The books have no calendar yet. First start Finance with SERVICE_PART=logic or all on this database.',
    );
  }
  return stored;
}
