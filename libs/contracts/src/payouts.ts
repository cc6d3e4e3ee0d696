import { z } from 'zod';
import { inOrder } from './day-range.js';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';
import { statementStates } from './statements.js';

const which = {
  user: uuid.optional().describe('Recipient; accountants and administrators may omit it to get all payouts.'),
  from: day.optional(),
  to: day.optional(),
};

/** Orders of the payouts of a day; a minus sign reverses one. */
export const payoutOrders = ['name', '-name', 'amount', '-amount'] as const;

/** Selects payouts (F6): both ends inclusive and optional. */
export const payoutsQuery = z
  .strictObject({
    ...which,
    ...pageQuery,
    order: z
      .enum(payoutOrders)
      .optional()
      .describe(
        'Order of the payouts within each day; people without a name come after all others by `name`. ' +
          'Days are always newest first',
      ),
  })
  .refine(...inOrder);

/** Selects the payouts of the CSV export, which is not paged. */
export const payoutsExportQuery = z.strictObject(which).refine(...inOrder);

/** A payout to a person for a closed day (F6). */
export const payout = z
  .object({
    uuid,
    date: day.describe('Day at whose end the balance was paid out'),
    user: uuid,
    name: z.string().nullable(),
    amount: minorUnits,
    paid_at: instant,
    statement: z
      .enum(statementStates)
      .nullable()
      .describe("State of the mail with the day's statement; null if none is sent for the day"),
  })
  .meta({ id: 'Payout' });

/** Everything paid for a day, or to the one person selected. */
export const payoutDay = z
  .object({ date: day, people: z.int().describe('Number of people paid'), amount: minorUnits })
  .meta({ id: 'PayoutDay' });

export const payoutPage = pageOf(payout)
  .extend({
    currency: z.string().describe('ISO 4217'),
    days: z
      .array(payoutDay)
      .describe('The days of the page, newest first, each with all its payouts, also those on other pages'),
  })
  .meta({
    id: 'PayoutPage',
    example: {
      items: [
        {
          uuid: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b',
          date: '2026-03-02',
          user: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a',
          name: 'Rio',
          amount: 2500,
          paid_at: '2026-03-03T00:01:00.000000Z',
          statement: 'sent',
        },
      ],
      next_cursor: null,
      currency: 'USD',
      days: [{ date: '2026-03-02', people: 212, amount: 402_150 }],
    },
  });

export type Payout = z.infer<typeof payout>;
export type PayoutDay = z.infer<typeof payoutDay>;
export type PayoutPage = z.infer<typeof payoutPage>;
export type PayoutsQuery = z.infer<typeof payoutsQuery>;
export type PayoutsExportQuery = z.infer<typeof payoutsExportQuery>;
