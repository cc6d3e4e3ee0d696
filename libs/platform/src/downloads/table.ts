/**
 * A column of a file that people download. Its kind says what the values are, so that each format writes them in its
 * own way: `text` was written by people, `code` by us (ids, kinds, currencies), amounts are in minor units, days and
 * instants in ISO 8601.
 */
export interface Column<Row> {
  name: string;
  kind: 'text' | 'code' | 'day' | 'instant';
  valueOf: (row: Row) => string | null;
}

/** A column of amounts, in minor units. */
export interface AmountColumn<Row> {
  name: string;
  kind: 'amount';
  valueOf: (row: Row) => number;
}

export type AnyColumn<Row> = Column<Row> | AmountColumn<Row>;

/** What a file holds, whatever its format. */
export interface Table<Row> {
  /** What it is about; the name of the file begins so. */
  name: string;
  days: { date?: string; from?: string; to?: string };
  columns: readonly AnyColumn<Row>[];
  /** All rows, some at a time. */
  parts: AsyncGenerator<Row[], void>;
}
