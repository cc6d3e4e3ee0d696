import { Injectable } from '@nestjs/common';
import type { CompanyOpenDay, OpenDay } from '@ates/contracts';
import { Clock, Database, isoInstant } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { accountDaysOf } from '../ledger/account-days.js';
import { beginningOf, dayOf, presentOf, presentRow } from '../ledger/business-calendar.js';
import { minorUnitsOf } from '../ledger/minor-units.js';

type Times = Pick<OpenDay, 'date' | 'begins_at' | 'ends_at'>;

/** Queries for the working day that is open now. Amounts are in minor units. */
@Injectable()
export class OpenDayQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    private readonly clock: Clock,
  ) {}

  /** The open day as it stands for a person (F4, F6). */
  async ofPerson(user: string): Promise<OpenDay> {
    const times = await this.times();
    const { opening_balance, days } = await accountDaysOf(this.database, user, {
      from: times.date,
      to: times.date,
    });
    const { fees = 0, rewards = 0, closing_balance: balance = opening_balance } = days[0] ?? {};
    return {
      ...times,
      ...this.settings,
      opening_balance,
      fees,
      rewards,
      balance,
      payout: Math.max(0, balance),
    };
  }

  /** The open day as it stands for the company (F5, F6, F7). */
  async ofCompany(): Promise<CompanyOpenDay> {
    const times = await this.times();
    const [row] = await this.database.query<CompanyRow>(companySql, [times.date]);
    const { income, income_before, payouts, ...counts } = row ?? missing();
    return {
      ...times,
      ...this.settings,
      income: minorUnitsOf(income),
      income_before: minorUnitsOf(income_before),
      payouts: minorUnitsOf(payouts),
      ...counts,
      statements_by_mail: this.configuration.SMTP_URL !== undefined,
    };
  }

  private get settings(): Pick<OpenDay, 'time_zone' | 'currency'> {
    const { BUSINESS_TIME_ZONE, CURRENCY } = this.configuration;
    return { time_zone: BUSINESS_TIME_ZONE, currency: CURRENCY };
  }

  private async times(): Promise<Times> {
    const [times] = await this.database.query<Times>(timesSql, [
      presentOf(this.configuration, this.clock.now()),
    ]);
    return times ?? missing();
  }
}

const timesSql = `
  select day::text as date, ${isoInstant(beginningOf('day'))} as begins_at, ${isoInstant(beginningOf('day + 1'))} as ends_at
  from (select ${dayOf('now')} as day, present.* from ${presentRow('$1')}) as present`;

type CompanyRow = Record<'income' | 'income_before' | 'payouts', string> &
  Pick<CompanyOpenDay, 'paid_people' | 'people_in_the_red' | 'days_to_close'>;

// The company's balances by day and the accounts are kept up to date with each posting, so this reads no postings.
const companySql = `
  select
    coalesce((select balance from company_day_balance where day = $1::date), 0)::text as income,
    coalesce((select balance from company_day_balance where day = $1::date - 1), 0)::text as income_before,
    coalesce(sum(balance) filter (where balance > 0), 0)::text as payouts,
    count(*) filter (where balance > 0)::int as paid_people,
    count(*) filter (where balance < 0)::int as people_in_the_red,
    array(
      select day::text from company_day_balance
      where day < $1::date and day > coalesce((select max(day) from business_day), '-infinity')
      order by day limit 10
    ) as days_to_close
  from account where kind = 'person'`;

const missing = (): never => {
  throw new Error('the database returned no day');
};
