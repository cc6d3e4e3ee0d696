import { z } from 'zod';
import { decodeCursor, encodeCursor, toPage } from './cursor.js';

const keys = z.tuple([z.string(), z.int()]);

describe('A keyset cursor', () => {
  it('decodes to the keys it was encoded from', () => {
    expect(decodeCursor(encodeCursor(['a', 1]), keys)).toEqual(['a', 1]);
  });

  it.each(['nonsense', encodeCursor([1, 'a']), encodeCursor([])])(
    'is rejected as invalid-cursor when it does not fit the schema: %s',
    (cursor) => {
      expect(() => decodeCursor(cursor, keys)).toThrow(/invalid-cursor/);
    },
  );

  it('is returned only when there is a next page, and points at the last row of this one', () => {
    const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    expect(toPage(rows, 3, (row) => [row.id]).next_cursor).toBeNull();
    const page = toPage(rows, 2, (row) => [row.id]);
    expect(page.items).toHaveLength(2);
    expect(decodeCursor(page.next_cursor ?? '', z.tuple([z.string()]))).toEqual(['b']);
  });
});
