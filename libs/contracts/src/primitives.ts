import { z } from 'zod';

/** An id as every service writes it: a UUID of any version, in lower case. */
export const uuid = z.guid().toLowerCase().describe('UUID');

export { instant } from './instant.js';

/** A calendar day in the business time zone, `YYYY-MM-DD`. */
export const day = z.iso
  .date('must be a day of the calendar such as 2026-03-01')
  // There was no year 0, and PostgreSQL says so.
  .refine((date) => date >= '0001-01-01', 'must be after the year 0')
  .describe('Day in the business time zone, YYYY-MM-DD');

/** An amount in minor units (cents), a whole number; negative where money is taken. */
export const minorUnits = z.int().describe('Amount in minor units of the currency');

/** The roles a person can have (A1). */
export const roles = ['administrator', 'manager', 'accountant', 'employee'] as const;

export const role = z.enum(roles);

export type Role = (typeof roles)[number];

/** Whoever has one of these roles is never drawn as a performer (T2): everybody else is. */
export const rolesThatDoNotPerform: readonly Role[] = ['administrator', 'manager'];

/**
 * A list of at most `most` items in one query parameter, with commas between. Its length is checked before anything
 * else; `longest` is how many characters an item has at most.
 */
export const commaSeparated = <Item extends z.ZodType<unknown, string>>(
  item: Item,
  { most, longest }: { most: number; longest: number },
) =>
  z
    .string()
    .max(most * (longest + 1), { error: `must be a list of at most ${most}`, abort: true })
    .transform((list) => list.split(','))
    .pipe(z.array(item).max(most));

const uuidLength = 36;

/** The `ids` of a list: which rows are asked for. */
export const idsQuery = commaSeparated(uuid, { most: 200, longest: uuidLength })
  .optional()
  .describe('Comma-separated ids, at most 200: just these, those that are there');

/** Query parameters of a keyset page: how many rows, and where the page before ended. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows on a page, 1 to 200'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before'),
};

/** A page with the example of its item, as an example. */
export const examplePageOf = (item: z.ZodType) => ({ items: [item.meta()?.['example']], next_cursor: null });

/** A keyset page of `item`: `next_cursor` is null on the last page. Its example is made of the item's. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({ items: z.array(item), next_cursor: z.string().nullable() })
    .meta({ example: examplePageOf(item) });

/** The one parameter of the routes that name one thing. */
export const uuidParameter = z.strictObject({ uuid });
