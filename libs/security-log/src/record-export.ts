import { currentContext } from '@ates/platform';
import { recordSecurity, type EntryWriter, type SecurityDetails } from './record-security.js';

export interface ExportedData {
  /** What it is, such as `audit-log`. */
  what: string;
  /** Whose data it is; undefined where it belongs to no single person. */
  person: string | undefined;
  /** The format, and which part was asked for. */
  details: SecurityDetails;
}

/** Records that data leaves in a file (A10), unless it is the caller's own. Before the first byte is sent. */
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
