import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { csvOf } from './csv.js';
import type { Table } from './table.js';
import { workbookOf } from './workbook.js';

export const mediaTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The OpenAPI description of every CSV file. */
export const csvDescription =
  'CSV as in RFC 4180, in UTF-8 with a byte order mark. Amounts are in major units, instants in UTC. Text that ' +
  'people wrote is quoted, with an apostrophe before anything that a spreadsheet would read as a formula. For ' +
  'spreadsheets, prefer the workbook of the same name (`.xlsx`).';

/** The OpenAPI description of every workbook. */
export const workbookDescription =
  'A workbook with one sheet (.xlsx). Amounts are numbers in major units; days and times are dates in the business ' +
  'time zone; text is exactly what people wrote, and never a formula.';

/** CSV for programs; a workbook for spreadsheets, which then need not guess separators, decimals and date formats. */
export type FileFormat = keyof typeof mediaTypes;

/**
 * Opens a file that is read from the database while it is sent, however long it is. A workbook's instants are in
 * `timeZone`. Reads the first rows before anything is sent, and throws what that throws.
 */
export async function openDownload<Row>(
  table: Table<Row>,
  format: FileFormat,
  timeZone: string,
): Promise<StreamableFile> {
  const begun = await table.parts.next();
  const first = begun.value ?? [];
  const content = format === 'csv' ? Readable.from(csvOf(table, first)) : workbookOf(table, first, timeZone);
  return new StreamableFile(content, {
    type: mediaTypes[format],
    disposition: `attachment; filename="${fileNameOf(table)}.${format}"`,
  });
}

const fileNameOf = <Row>({ name, days: { date, from, to } }: Table<Row>): string =>
  [name, date, from && `from-${from}`, to && `to-${to}`].filter(Boolean).join('-');
