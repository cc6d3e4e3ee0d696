import { z } from 'zod';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';

/** A working day that was closed (F6): what it came to, for good. */
export const businessDay = z.object({
  date: day,
  closed_at: instant,
  postings: z.int().describe('Fees and rewards that count for the day'),
  fees: minorUnits,
  rewards: minorUnits,
  income: minorUnits.describe('What the company earned: fees minus rewards'),
  paid_people: z.int(),
  paid: minorUnits.describe('All payouts of the day together'),
  people_in_the_red: z.int().describe('Whose balance was negative at the end of the day'),
  carried_over: minorUnits.describe('Their balances together; negative or 0'),
  hash: z.string().describe('SHA-256 of the day and of the hash of the day before, in hex'),
});

/** Closed days, newest first. */
export const businessDayPage = pageOf(businessDay).extend({ currency: z.string().describe('ISO 4217') });

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
export const dayClosing = z.object({
  dry_run: z.boolean(),
  currency: z.string().describe('ISO 4217'),
  day: businessDay.extend({
    closed_at: instant.nullable().describe('Null while the day is open, as after a dry run'),
    hash: z.string().nullable().describe('Null while the day is open'),
  }),
  payouts: z.array(z.object({ user: uuid, amount: minorUnits })).describe('By the ids of the people'),
});

export type BusinessDay = z.infer<typeof businessDay>;
export type BusinessDayPage = z.infer<typeof businessDayPage>;
export type BusinessDaysQuery = z.infer<typeof businessDaysQuery>;
export type CloseDayQuery = z.infer<typeof closeDayQuery>;
export type DayClosing = z.infer<typeof dayClosing>;
