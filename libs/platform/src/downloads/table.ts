/**
 * A column of a downloadable file. Its kind lets each format write the values in its own way: `text` is written by
 * people, `code` by the system (ids, kinds, currencies); days and instants are in ISO 8601.
 */
interface Column<Row> {
  name: string;
  kind: 'text' | 'code' | 'day' | 'instant';
  valueOf: (row: Row) => string | null;
}

/** A column of amounts, in minor units. */
interface AmountColumn<Row> {
  name: string;
  kind: 'amount';
  valueOf: (row: Row) => number;
}

export type AnyColumn<Row> = Column<Row> | AmountColumn<Row>;

/** The content of a file, independent of its format. */
export interface Table<Row> {
  /** The subject; the file's name begins with it. */
  name: string;
  days: { date?: string; from?: string; to?: string };
  columns: readonly AnyColumn<Row>[];
  /** All rows, in batches. */
  parts: AsyncGenerator<Row[], void>;
}
