import { currentContext } from '@ates/platform';
import { recordSecurity, type EntryWriter, type SecurityDetails } from './record-security.js';

export interface ExportedData {
  /** The kind of data, such as `audit-log`. */
  what: string;
  /** The person whose data it is; undefined if it does not belong to a single person. */
  person: string | undefined;
  /** The format, and the requested part of the data. */
  details: SecurityDetails;
}

/**
 * Records an export of data to a file (A10), unless it is the caller's own data. Call it before sending the first byte.
 */
export async function recordExport(
  writer: EntryWriter,
  { what, person, details }: ExportedData,
): Promise<void> {
  const { actor } = currentContext();
  if (person !== undefined && actor.kind === 'person' && actor.id === person) {
    return;
  }
  await recordSecurity(writer, {
    action: 'data.exported',
    subject: person === undefined ? { kind: 'export', id: what } : { kind: 'person', id: person },
    details: { what, ...details },
  });
}
