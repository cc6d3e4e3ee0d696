import { StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { csvOf } from './csv.js';
import type { Table } from './table.js';
import { workbookOf } from './workbook.js';

export const mediaTypes = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** What the API pages say of every CSV file. */
export const csvDescription =
  'UTF-8 by RFC 4180, with a byte order mark. Amounts are in major units, instants in UTC. What people wrote is quoted, ' +
  'and an apostrophe stands before whatever a spreadsheet would take for a formula. Spreadsheets get more from the ' +
  'workbook of the same name (`.xlsx`).';

/** What the API pages say of every workbook. */
export const workbookDescription =
  'One sheet (.xlsx). Amounts are numbers in major units, days and times are dates, by the clocks of the business time ' +
  'zone; text is exactly what people wrote, and never a formula.';

/** CSV for programs, a workbook for spreadsheets: it needs no guess at separators, decimals and dates of a locale. */
export type FileFormat = keyof typeof mediaTypes;

/**
 * A file that is read from the database while it is sent, however long it is. The instants of a workbook are by the
 * clocks of `timeZone`. Throws what reading the first rows throws, before anything is sent.
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
