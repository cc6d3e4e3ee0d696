import { Injectable } from '@nestjs/common';
import {
  day,
  type BusinessDay,
  type BusinessDayPage,
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

  /** A page of closed days, newest first (F6). */
  async days(query: BusinessDaysQuery): Promise<BusinessDayPage> {
    const [before] = decodeCursor(query.cursor, daysCursor) ?? [];
    const rows = await this.database.query<BusinessDay>(
      `${closedDays} where $1::date is null or day < $1 order by day desc limit $2`,
      [before, query.limit + 1],
    );
    return { currency: this.configuration.CURRENCY, ...toPage(rows, query.limit, (row) => [row.date]) };
  }
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
