import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';

// What a spreadsheet would take for a formula, or for a step into the next cell.
const startOfFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;
const endOfLine = '\r\n';

/** One line of a CSV file, by RFC 4180. Every text that people wrote must have gone through `csvText`. */
export const csvRecord = (fields: readonly string[]): string => fields.join(',') + endOfLine;

/** Text that people wrote, so that no spreadsheet runs it. */
export function csvText(text: string): string {
  const harmless = startOfFormula.test(text) ? `'${text}` : text;
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Digits moved, nothing divided: money is never a fraction here. */
export function inMajorUnits(minorUnits: number): string {
  const digits = String(Math.abs(minorUnits)).padStart(3, '0');
  return `${minorUnits < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export interface CsvFile<Row> {
  /** What it is about; the name of the file begins so. */
  name: string;
  days: { date?: string; from?: string; to?: string };
  columns: readonly string[];
  /** All rows, some at a time. */
  parts: AsyncGenerator<Row[], void>;
  fieldsOf: (row: Row) => string[];
}

/** A CSV file that is read from the database while it is sent, however long it is. */
export async function openCsvFile<Row>(file: CsvFile<Row>): Promise<StreamableFile> {
  // Read before anything is sent, so that a database that does not answer is told as the problem that it is.
  const first = await file.parts.next();
  return new StreamableFile(Readable.from(recordsOf(file, first.value ?? [])), {
    type: 'text/csv; charset=utf-8; header=present',
    disposition: `attachment; filename="${fileNameOf(file)}"`,
  });
}

async function* recordsOf<Row>(file: CsvFile<Row>, first: Row[]): AsyncGenerator<string, void> {
  const csvOf = (rows: readonly Row[]) => rows.map((row) => csvRecord(file.fieldsOf(row))).join('');
  yield csvRecord(file.columns) + csvOf(first);
  for await (const rows of file.parts) {
    yield csvOf(rows);
  }
}

const fileNameOf = <Row>({ name, days: { date, from, to } }: CsvFile<Row>): string =>
  [name, date, from && `from-${from}`, to && `to-${to}`].filter(Boolean).join('-') + '.csv';
