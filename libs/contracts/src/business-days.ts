import { z } from 'zod';
import { inOrder } from './day-range.js';
import { day, examplePageOf, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';

/** The results of a closed business day (F6), which never change. */
export const businessDay = z
  .object({
    date: day,
    closed_at: instant,
    postings: z.int().describe('Number of fees, rewards and reversals booked on the day'),
    fees: minorUnits.describe('Net of fees reversed on the day'),
    rewards: minorUnits.describe('Net of rewards reversed on the day'),
    income: minorUnits.describe('Company income: fees minus rewards'),
    paid_people: z.int(),
    paid: minorUnits.describe('Total payouts of the day'),
    people_in_the_red: z.int().describe('Number of people with a negative balance at the end of the day'),
    carried_over: minorUnits.describe('Sum of these balances; negative or 0'),
    tasks_with_profit: z.int().describe('Number of tasks whose fees exceed their rewards on the day'),
    tasks_with_deficit: z.int().describe('Number of tasks whose rewards exceed their fees on the day'),
    hash: z.string().describe("SHA-256 of the day and of the previous day's hash, in hex"),
  })
  .meta({
    id: 'BusinessDay',
    example: {
      date: '2026-03-02',
      closed_at: '2026-03-03T00:01:00.000Z',
      postings: 1070,
      fees: 1_512_300,
      rewards: 1_514_700,
      income: -2400,
      paid_people: 212,
      paid: 402_150,
      people_in_the_red: 37,
      carried_over: -51_820,
      tasks_with_profit: 412,
      tasks_with_deficit: 398,
      hash: sample.hash,
    },
  });

const sums = {
  days: z.int().describe('Number of closed days'),
  postings: z.int().describe('Number of fees, rewards and reversals'),
  fees: minorUnits,
  rewards: minorUnits,
  income: minorUnits.describe('Company income: fees minus rewards'),
  payouts: z.int().describe('Number of payouts'),
  paid: minorUnits,
};

/** Totals of several closed days. */
export const businessDaysTotals = z.object(sums).meta({ id: 'BusinessDaysTotals' });

/** Totals of the closed days of a month, as far as they are in the requested range. */
export const businessMonth = z
  .object({ month: z.string().describe('Such as `2026-03`'), ...sums })
  .meta({ id: 'BusinessMonth' });

const exampleSums = {
  days: 2,
  postings: 2140,
  fees: 3_024_600,
  rewards: 3_029_400,
  income: -4800,
  payouts: 424,
  paid: 804_300,
};

/** Closed days, newest first, with totals. */
export const businessDayPage = pageOf(businessDay)
  .extend({
    currency: z.string().describe('ISO 4217'),
    totals: businessDaysTotals.describe('Totals of all requested days, also those on other pages'),
    months: z.array(businessMonth).describe('The months of the page, newest first'),
  })
  .meta({
    id: 'BusinessDayPage',
    example: {
      ...examplePageOf(businessDay),
      currency: 'USD',
      totals: exampleSums,
      months: [{ month: '2026-03', ...exampleSums }],
    },
  });

/** Selects closed days (F6): both ends inclusive and optional. */
export const businessDaysQuery = z
  .strictObject({ ...pageQuery, from: day.optional(), to: day.optional() })
  .refine(...inOrder);

export const businessDayParameter = z.strictObject({ date: day });

/** Whether to close the day or only to preview its payouts. */
export const closeDayQuery = z.strictObject({
  dry_run: z
    .stringbool()
    .default(false)
    .describe('`true` changes nothing and returns what closing the day now would pay'),
});

/** The results of a business day that may still be open. */
const dayResults = businessDay
  .extend({
    closed_at: instant.nullable().describe('Null while the day is open, as after a dry run'),
    hash: z.string().nullable().describe('Null while the day is open'),
  })
  .meta({ id: 'DayResults' });

const dayClosingPayout = z.object({ user: uuid, amount: minorUnits }).meta({ id: 'DayClosingPayout' });

/** A producer whose events may be missing in a day. */
const awaitedProducer = z
  .object({
    producer: z.string(),
    needed: z.int().nullable().describe('End of its event feed; null if it does not answer'),
    reached: z.int().describe('Consumer position of Finance'),
  })
  .meta({ id: 'AwaitedProducer' });

/** The result of closing a day, or its preview (F6). */
export const dayClosing = z
  .object({
    dry_run: z.boolean(),
    currency: z.string().describe('ISO 4217'),
    day: dayResults,
    payouts: z.array(dayClosingPayout).describe('Ordered by user id'),
    waiting_for: z
      .array(awaitedProducer)
      .describe(
        'In a dry run of an open day, producers that may have published events not yet consumed; otherwise empty',
      ),
  })
  .meta({
    id: 'DayClosing',
    example: {
      dry_run: true,
      currency: 'USD',
      day: {
        date: '2026-03-02',
        closed_at: null,
        postings: 2,
        fees: 1277,
        rewards: 3120,
        income: -1843,
        paid_people: 1,
        paid: 1843,
        people_in_the_red: 0,
        carried_over: 0,
        tasks_with_profit: 0,
        tasks_with_deficit: 1,
        hash: null,
      },
      payouts: [{ user: sample.polly, amount: 1843 }],
      waiting_for: [{ producer: 'tasks', needed: 1041, reached: 1038 }],
    },
  });

export type BusinessDay = z.infer<typeof businessDay>;
export type BusinessMonth = z.infer<typeof businessMonth>;
export type BusinessDaysTotals = z.infer<typeof businessDaysTotals>;
export type BusinessDayPage = z.infer<typeof businessDayPage>;
export type BusinessDaysQuery = z.infer<typeof businessDaysQuery>;
export type CloseDayQuery = z.infer<typeof closeDayQuery>;
export type DayClosing = z.infer<typeof dayClosing>;
