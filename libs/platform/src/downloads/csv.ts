import { inMajorUnits } from './major-units.js';
import { harmlessText } from './harmless-text.js';
import type { AnyColumn, Table } from './table.js';

// Makes Excel recognize UTF-8.
const byteOrderMark = '\uFEFF';
const endOfLine = '\r\n';

/** Streams a table as CSV (RFC 4180, UTF-8 with a byte order mark). `first` are its first rows. */
export async function* csvOf<Row>(
  { columns, parts }: Table<Row>,
  first: readonly Row[],
): AsyncGenerator<string, void> {
  const header = columns.map(({ name }) => name).join(',') + endOfLine;
  yield byteOrderMark + header + recordsOf(columns, first);
  for await (const rows of parts) {
    yield recordsOf(columns, rows);
  }
}

const recordsOf = <Row>(columns: readonly AnyColumn<Row>[], rows: readonly Row[]): string =>
  rows.map((row) => columns.map((column) => fieldOf(column, row)).join(',') + endOfLine).join('');

function fieldOf<Row>(column: AnyColumn<Row>, row: Row): string {
  if (column.kind === 'amount') {
    return inMajorUnits(column.valueOf(row));
  }
  const value = column.valueOf(row);
  if (value === null) {
    return '';
  }
  return column.kind === 'text' ? `"${harmlessText(value).replaceAll('"', '""')}"` : value;
}
