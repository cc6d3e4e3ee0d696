import { z } from 'zod';
import { day, examplePageOf, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { sample } from './sample.js';

/** A working day that was closed (F6): what it came to, for good. */
export const businessDay = z
  .object({
    date: day,
    closed_at: instant,
    postings: z.int().describe('Fees, rewards and reversals that count for the day'),
    fees: minorUnits.describe('Less those that were reversed on the day'),
    rewards: minorUnits.describe('Less those that were reversed on the day'),
    income: minorUnits.describe('What the company earned: fees minus rewards'),
    paid_people: z.int(),
    paid: minorUnits.describe('All payouts of the day together'),
    people_in_the_red: z.int().describe('Whose balance was negative at the end of the day'),
    carried_over: minorUnits.describe('Their balances together; negative or 0'),
    tasks_with_profit: z.int().describe('For how many tasks fees exceed rewards on the day'),
    tasks_with_deficit: z.int().describe('For how many tasks rewards exceed fees on the day'),
    hash: z.string().describe('SHA-256 of the day and of the hash of the day before, in hex'),
  })
  .meta({
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
  .meta({ example: { ...examplePageOf(businessDay), currency: 'USD' } });

export const businessDaysQuery = z.strictObject(pageQuery);

export const businessDayParameter = z.strictObject({ date: day });

/** Whether to close the day, or only to show what closing it would pay. */
export const closeDayQuery = z.strictObject({
  dry_run: z
    .stringbool()
    .default(false)
    .describe('`true` changes nothing and answers what a close would pay now'),
});

/** A close of a day, or what it would be (F6). */
export const dayClosing = z
  .object({
    dry_run: z.boolean(),
    currency: z.string().describe('ISO 4217'),
    day: businessDay.extend({
      closed_at: instant.nullable().describe('Null while the day is open, as after a dry run'),
      hash: z.string().nullable().describe('Null while the day is open'),
    }),
    payouts: z.array(z.object({ user: uuid, amount: minorUnits })).describe('By the ids of the people'),
    waiting_for: z
      .array(
        z.object({
          producer: z.string(),
          needed: z.int().nullable().describe('Where its event feed ends; null when it does not say'),
          reached: z.int().describe('Up to where Finance has taken it'),
        }),
      )
      .describe('In a dry run of an open day: who may have told more of it than has arrived. Else empty'),
  })
  .meta({
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
