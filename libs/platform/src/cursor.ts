import { z } from 'zod';
import { Problem } from './problem.js';

/** Writes the keys of the last row of a page as an opaque cursor. */
export const encodeCursor = (keys: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(keys)).toString('base64url');

/** Reads a cursor back by the schema of its keys; one that was not written here is refused. */
export function decodeCursor<Keys>(cursor: string | undefined, keys: z.ZodType<Keys>): Keys | undefined {
  if (cursor === undefined) {
    return undefined;
  }
  const parsed = keys.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!parsed.success) {
    throw new Problem(
      'invalid',
      'invalid-cursor',
      'The cursor is not one that this list gave. Start again without it.',
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
 * Makes a page out of up to `limit + 1` rows: the one too many says that there is a next page,
 * which begins after the keys of the last row shown.
 */
export function toPage<Row>(rows: readonly Row[], limit: number, keysOf: (row: Row) => (string | number)[]) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, next_cursor: hasMore ? encodeCursor(keysOf(last)) : null };
}
