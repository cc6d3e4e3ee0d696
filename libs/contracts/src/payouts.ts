import { z } from 'zod';
import { day, instant, minorUnits, pageOf, pageQuery, uuid } from './primitives.js';

const which = {
  user: uuid.optional().describe('Recipient; accountants and administrators may omit it to get all payouts.'),
  from: day.optional(),
  to: day.optional(),
};

const isInOrder = ({ from, to }: { from?: string; to?: string }): boolean => !(from && to) || from <= to;
const onlyInOrder = '`from` must not be after `to`.';

/** Selects payouts (F6): both ends inclusive and optional. */
export const payoutsQuery = z.strictObject({ ...which, ...pageQuery }).refine(isInOrder, onlyInOrder);

/** Selects the payouts of the CSV export, which is not paged. */
export const payoutsExportQuery = z.strictObject(which).refine(isInOrder, onlyInOrder);

/** A payout to a person for a closed day (F6). */
export const payout = z
  .object({
    uuid,
    date: day.describe('Day at whose end the balance was paid out'),
    user: uuid,
    name: z.string().nullable(),
    amount: minorUnits,
    paid_at: instant,
  })
  .meta({ id: 'Payout' });

export const payoutPage = pageOf(payout)
  .extend({ currency: z.string().describe('ISO 4217') })
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
        },
      ],
      next_cursor: null,
      currency: 'USD',
    },
  });

export type Payout = z.infer<typeof payout>;
export type PayoutPage = z.infer<typeof payoutPage>;
export type PayoutsQuery = z.infer<typeof payoutsQuery>;
export type PayoutsExportQuery = z.infer<typeof payoutsExportQuery>;
