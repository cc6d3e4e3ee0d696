import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { writeXlsxStream, type CellValue, type ColumnDef } from 'hucre/xlsx';
import { wallClock } from './wall-clock.js';
import type { AnyColumn, Table } from './table.js';

const formats = {
  // The text format, also after editing; otherwise an edit could turn the text into a formula.
  text: '@',
  code: '@',
  day: 'yyyy-mm-dd',
  instant: 'yyyy-mm-dd hh:mm:ss',
  amount: '#,##0.00',
};
const widths = { text: 48, code: 14, day: 12, instant: 22, amount: 14 };
const widthOfId = 38;

// Excel's limits for text length and dates; it reports a workbook that exceeds them as damaged.
const longestText = 32_767;
const firstDay = '1900-03-01';

const minorUnitsInMajor = 100;

/**
 * Streams a table as a workbook (.xlsx) with one sheet, or more if it has more rows than a sheet can hold: amounts are
 * numbers, days and instants are dates in `timeZone`, and text is never a formula. Memory use does not grow with the
 * table. `first` are its first rows.
 */
export const workbookOf = <Row>(table: Table<Row>, first: readonly Row[], timeZone: string): Readable => {
  const columns = table.columns.map((column) => columnOf(column, timeZone));
  const workbook = writeXlsxStream(cellsOf(table, first, timeZone), {
    name: table.name,
    columns,
    freezePane: { rows: 1 },
  });
  return Readable.fromWeb(workbook as ReadableStream);
};

async function* cellsOf<Row>(
  { columns, parts }: Table<Row>,
  first: readonly Row[],
  timeZone: string,
): AsyncGenerator<CellValue[], void> {
  const cells = (row: Row) => columns.map((column) => cellOf(column, row, timeZone));
  yield* first.map(cells);
  for await (const rows of parts) {
    yield* rows.map(cells);
  }
}

const columnOf = <Row>({ name, kind }: AnyColumn<Row>, timeZone: string): ColumnDef => ({
  header: kind === 'instant' ? `${name} (${timeZone})` : name,
  width: name === 'id' ? widthOfId : widths[kind],
  numFmt: formats[kind],
});

function cellOf<Row>(column: AnyColumn<Row>, row: Row, timeZone: string): CellValue {
  if (column.kind === 'amount') {
    return column.valueOf(row) / minorUnitsInMajor;
  }
  const value = column.valueOf(row);
  if (value === null) {
    return null;
  }
  switch (column.kind) {
    case 'day':
      return asDate(value, new Date(value));
    case 'instant':
      return asDate(value, wallClock(value, timeZone));
    case 'code':
    case 'text':
      return asText(value);
  }
}

/** A date if a workbook can hold it, else the original text. */
const asDate = (text: string, date: Date): CellValue =>
  text < firstDay || Number.isNaN(date.getTime()) ? text : date;

/** Text as a workbook can hold it: an unescaped `_x000D_` would be read as the character with that code. */
const asText = (text: string): string =>
  text
    .slice(0, longestText)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[\p{Surrogate}\uFFFE\uFFFF]/gu, '\uFFFD');
