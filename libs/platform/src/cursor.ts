import { z } from 'zod';
import { Problem } from './problem.js';

/** Encodes the sort keys of a page's last row as an opaque cursor. */
export const encodeCursor = (keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** Decodes a cursor; undefined without one. Throws the Problem `invalid-cursor` if its keys do not fit the schema. */
export function decodeCursor<Keys>(cursor: string | undefined, keys: z.ZodType<Keys>): Keys | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) {
    throw new Problem(
      'invalid',
      'invalid-cursor',
      'This cursor is not valid for this list. Start again without a cursor.',
    );
  }
  return parsed.data;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Makes a page of at most `limit` rows from up to `limit + 1`: an extra row means there is a next page, which begins
 * after the keys of the last row returned.
 */
export function toPage<Row>(rows: readonly Row[], limit: number, keysOf: (row: Row) => (string | number)[]) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, next_cursor: hasMore ? encodeCursor(keysOf(last)) : null };
}
