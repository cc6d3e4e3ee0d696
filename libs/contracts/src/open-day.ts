import { z } from 'zod';
import { day, instant, minorUnits } from './primitives.js';

/** When the current working day ends. */
const openDayTimes = {
  date: day.describe('The current working day'),
  begins_at: instant,
  ends_at: instant.describe('When the day ends, and balances are paid out soon after'),
  time_zone: z.string().describe('IANA name of the time zone by which days end'),
  currency: z.string().describe('ISO 4217'),
};

const times = {
  date: '2026-03-02',
  begins_at: '2026-03-02T00:00:00.000Z',
  ends_at: '2026-03-03T00:00:00.000Z',
  time_zone: 'Etc/UTC',
  currency: 'USD',
};

/** The current working day as it stands for one person (F4, F6). */
export const openDay = z
  .object({
    ...openDayTimes,
    opening_balance: minorUnits.describe('Balance when the day began'),
    fees: minorUnits.describe('Fees charged so far today; negative or 0'),
    rewards: minorUnits.describe('Rewards earned so far today'),
    balance: minorUnits.describe('Balance now'),
    payout: minorUnits.describe(
      'What would be paid out if the day ended now: the balance, if it is positive',
    ),
  })
  .meta({
    id: 'OpenDay',
    example: { ...times, opening_balance: -1500, fees: -1277, rewards: 3120, balance: 343, payout: 343 },
  });

/** The current working day as it stands for the company (F5, F6). */
export const companyOpenDay = z
  .object({
    ...openDayTimes,
    income: minorUnits.describe('Fees minus rewards so far today'),
    income_before: minorUnits.describe('Fees minus rewards of the whole day before'),
    payouts: minorUnits.describe('What would be paid out in total if the day ended now'),
    paid_people: z.int().describe('How many people would be paid'),
    people_in_the_red: z.int().describe('How many people have a negative balance'),
    days_to_close: z
      .array(day)
      .describe('Days that have ended with postings and are not closed yet, oldest first; at most ten'),
    statements_by_mail: z
      .boolean()
      .describe('Whether statements are sent through a mail server; otherwise they are written to a folder'),
  })
  .meta({
    id: 'CompanyOpenDay',
    example: {
      ...times,
      income: -2400,
      income_before: 1150,
      payouts: 402_150,
      paid_people: 212,
      people_in_the_red: 37,
      days_to_close: [],
      statements_by_mail: true,
    },
  });

export type OpenDay = z.infer<typeof openDay>;
export type CompanyOpenDay = z.infer<typeof companyOpenDay>;
