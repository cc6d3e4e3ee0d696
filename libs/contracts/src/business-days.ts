import { z } from 'zod';
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

/** Closed days, newest first. */
export const businessDayPage = pageOf(businessDay)
  .extend({ currency: z.string().describe('ISO 4217') })
  .meta({ id: 'BusinessDayPage', example: { ...examplePageOf(businessDay), currency: 'USD' } });

export const businessDaysQuery = z.strictObject(pageQuery);

export const businessDayParameter = z.strictObject({ date: day });

/** Whether to close the day or only to preview its payouts. */
export const closeDayQuery = z.strictObject({
  dry_run: z
    .stringbool()
    .default(false)
    .describe('`true` changes nothing and returns what closing the day now would pay'),
});

/** The result of closing a day, or its preview (F6). */
export const dayClosing = z
  .object({
    dry_run: z.boolean(),
    currency: z.string().describe('ISO 4217'),
    day: businessDay.extend({
      closed_at: instant.nullable().describe('Null while the day is open, as after a dry run'),
      hash: z.string().nullable().describe('Null while the day is open'),
    }),
    payouts: z.array(z.object({ user: uuid, amount: minorUnits })).describe('Ordered by user id'),
    waiting_for: z
      .array(
        z.object({
          producer: z.string(),
          needed: z.int().nullable().describe('End of its event feed; null if it does not answer'),
          reached: z.int().describe('Consumer position of Finance'),
        }),
      )
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
export type BusinessDayPage = z.infer<typeof businessDayPage>;
export type BusinessDaysQuery = z.infer<typeof businessDaysQuery>;
export type CloseDayQuery = z.infer<typeof closeDayQuery>;
export type DayClosing = z.infer<typeof dayClosing>;
