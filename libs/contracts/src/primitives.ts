import { z } from 'zod';
import { refusal } from './refusal.js';

/** An id: a UUID of any version, normalized to lower case. */
export const uuid = z.guid().toLowerCase().describe('UUID');

export { instant } from './instant.js';

/** A calendar day in the business time zone, `YYYY-MM-DD`. */
export const day = z.iso
  .date('must be a calendar day such as 2026-03-01')
  // There is no year 0 in PostgreSQL.
  .refine((date) => date >= '0001-01-01', refusal('outside-years', 'must be after the year 0'))
  .describe('Day in the business time zone, YYYY-MM-DD');

/** An integer amount in minor units (cents); negative for a debit. */
export const minorUnits = z.int().describe('Amount in minor units of the currency');

/** The roles a person can have (A1). */
export const roles = ['administrator', 'manager', 'accountant', 'employee'] as const;

export const role = z.enum(roles);

export type Role = (typeof roles)[number];

/** A person with one of these roles is never drawn as a performer (T2); everyone else is. */
export const rolesThatDoNotPerform: readonly Role[] = ['administrator', 'manager'];

/**
 * A comma-separated query parameter of at most `most` items of at most `longest` characters each. Its total length is
 * checked first.
 */
export const commaSeparated = <Item extends z.ZodType<unknown, string>>(
  item: Item,
  { most, longest }: { most: number; longest: number },
) =>
  z
    .string()
    .refine((list) => list.length <= most * (longest + 1), {
      ...refusal('too-many', `must be a list of at most ${most}`, { max: most }),
      abort: true,
    })
    .meta({ maxLength: most * (longest + 1) })
    .transform((list) => list.split(','))
    .pipe(z.array(item).max(most));

const uuidLength = 36;

/** The `ids` filter of a list. */
export const idsQuery = commaSeparated(uuid, { most: 200, longest: uuidLength })
  .optional()
  .describe('Comma-separated ids, at most 200; returns only these rows, as far as they exist');

/** Query parameters of a keyset page. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Rows on a page, 1 to 200'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the previous page'),
};

/** Example of a page: one item with its own example. */
export const examplePageOf = (item: z.ZodType) => ({ items: [item.meta()?.['example']], next_cursor: null });

/** A keyset page of `item`: `next_cursor` is null on the last page. Its example is built from the item's. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z
    .object({ items: z.array(item), next_cursor: z.string().nullable() })
    .meta({ example: examplePageOf(item) });

/** Path parameter of routes to a single resource. */
export const uuidParameter = z.strictObject({ uuid });
