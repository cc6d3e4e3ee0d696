import { Injectable } from '@nestjs/common';
import {
  day,
  type BusinessDay,
  type BusinessDayPage,
  type BusinessDaysTotals,
  type BusinessMonth,
  type BusinessDaysQuery,
  type DayClosing,
} from '@ates/contracts';
import {
  Changes,
  Database,
  decodeCursor,
  toPage,
  type Topic,
  type Transaction,
  isoInstantWithMicroseconds,
} from '@ates/platform';
import { z } from 'zod';
import { FinanceConfiguration } from '../config.js';
import { statementsVersion } from '../statements/due-statements.js';

const daysCursor = z.tuple([day]);

// SQL: closed days, each as a BusinessDay.
export const closedDays = `
  select day::text as date, ${isoInstantWithMicroseconds('closed_at')} as closed_at,
         postings::float8, fees::float8, rewards::float8, (fees - rewards)::float8 as income,
         paid_people::float8, paid::float8, people_in_the_red::float8, carried_over::float8,
         tasks_with_profit::float8, tasks_with_deficit::float8, encode(hash, 'hex') as hash
  from business_day join day_result using (day)`;

// Payouts and statements come with the day; later changes are statements that are mailed, parked or resent.
const daysTopic: Topic = {
  name: 'days',
  version: `
    select concat_ws(' ',
      (select max(day) from business_day),
      ${statementsVersion})`,
};

/** Queries for closed days. Amounts are in minor units. */
@Injectable()
export class DaysQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    changes: Changes,
  ) {
    changes.register(daysTopic);
  }

  /** A page of the closed days of a range, newest first, with totals of its months and of the range (F6). */
  async days(query: BusinessDaysQuery): Promise<BusinessDayPage> {
    const [before] = decodeCursor(query.cursor, daysCursor) ?? [];
    const [rows, months] = await Promise.all([
      this.database.query<BusinessDay>(
        `${closedDays}
         where ($1::date is null or day < $1) and ($3::date is null or day >= $3) and ($4::date is null or day <= $4)
         order by day desc limit $2`,
        [before, query.limit + 1, query.from, query.to],
      ),
      this.database.query<BusinessMonth>(monthsSql, [query.from, query.to]),
    ]);
    const page = toPage(rows, query.limit, (row) => [row.date]);
    const isShown = new Set(page.items.map(({ date }) => date.slice(0, -'-01'.length)));
    return {
      currency: this.configuration.CURRENCY,
      ...page,
      totals: totalsOf(months),
      months: months.filter(({ month }) => isShown.has(month)),
    };
  }
}

// One row a day, so five years are some 1,800 rows.
const monthsSql = `
  select to_char(day, 'YYYY-MM') as month, count(*)::float8 as days, sum(postings)::float8 as postings,
         sum(fees)::float8 as fees, sum(rewards)::float8 as rewards, sum(fees - rewards)::float8 as income,
         sum(paid_people)::float8 as payouts, sum(paid)::float8 as paid
  from business_day
  where ($1::date is null or day >= $1) and ($2::date is null or day <= $2)
  group by month order by month desc`;

function totalsOf(months: readonly BusinessMonth[]): BusinessDaysTotals {
  const sum = (name: keyof BusinessDaysTotals) => months.reduce((total, month) => total + month[name], 0);
  return {
    days: sum('days'),
    postings: sum('postings'),
    fees: sum('fees'),
    rewards: sum('rewards'),
    income: sum('income'),
    payouts: sum('payouts'),
    paid: sum('paid'),
  };
}

/** A closed day with its payouts; undefined if the day is not closed. */
export async function findClosing(
  tx: Transaction,
  date: string,
): Promise<Pick<DayClosing, 'day' | 'payouts'> | undefined> {
  const [day] = await tx.query<BusinessDay[]>(`${closedDays} where day = $1`, [date]);
  if (!day) {
    return undefined;
  }
  const payouts = await tx.query<DayClosing['payouts']>(
    `select account.user_id as user, posting.amount::float8
     from posting join account on account.id = posting.debit_account
     where posting.booked_on = $1 and posting.kind = 'payout'
     order by account.user_id`,
    [date],
  );
  return { day, payouts };
}
