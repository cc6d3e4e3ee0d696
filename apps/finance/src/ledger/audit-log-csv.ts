import type { AuditLogLine } from '@ates/contracts';

// What a spreadsheet would take for a formula, or for a step into the next cell.
const startOfFormula = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;
const endOfLine = '\r\n';

const columns = ['occurred_at', 'booked_on', 'kind', 'amount', 'currency', 'task', 'description'];

export const csvHeader = columns.join(',') + endOfLine;

/** One line of the audit log as a record of RFC 4180; the amount in major units, a plain number to calculate with. */
export const csvRecord = (line: AuditLogLine, currency: string): string =>
  [
    line.occurred_at,
    line.booked_on,
    line.kind,
    inMajorUnits(line.amount),
    currency,
    line.task?.uuid ?? '',
    csvText(line.task?.description ?? ''),
  ].join(',') + endOfLine;

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
