import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import type { SecurityLogEntry, SecurityLogExportQuery } from '@ates/contracts';
import { Database, openDownload, type AnyColumn, type Asker, type FileFormat } from '@ates/platform';
import { recordExport } from './record-export.js';
import { SecurityLogQueries } from './security-log.queries.js';

/** Injection token for the name of the service whose log it is, as in routing keys: `tasks`. */
export const loggingService = Symbol('loggingService');

const columns: AnyColumn<SecurityLogEntry>[] = [
  { name: 'id', kind: 'code', valueOf: ({ id }) => id },
  { name: 'at', kind: 'instant', valueOf: ({ at }) => at },
  { name: 'action', kind: 'code', valueOf: ({ action }) => action },
  { name: 'actor_kind', kind: 'code', valueOf: ({ actor }) => actor.kind },
  { name: 'actor_id', kind: 'text', valueOf: ({ actor }) => actor.id },
  { name: 'actor_name', kind: 'text', valueOf: ({ actor }) => actor.name },
  { name: 'subject_kind', kind: 'code', valueOf: ({ subject }) => subject?.kind ?? null },
  { name: 'subject_id', kind: 'text', valueOf: ({ subject }) => subject?.id ?? null },
  { name: 'subject_name', kind: 'text', valueOf: ({ subject }) => subject?.name ?? null },
  { name: 'address', kind: 'text', valueOf: ({ address }) => address },
  { name: 'user_agent', kind: 'text', valueOf: (entry) => entry.user_agent },
  { name: 'client_id', kind: 'text', valueOf: (entry) => entry.client_id },
  { name: 'request_id', kind: 'text', valueOf: (entry) => entry.request_id },
  { name: 'details', kind: 'text', valueOf: ({ details }) => JSON.stringify(details) },
];

/** Exports the security log as a file (A10). The export itself is recorded as an entry. */
@Injectable()
export class SecurityLogExport {
  constructor(
    private readonly database: Database,
    private readonly queries: SecurityLogQueries,
    @Inject(loggingService) private readonly service: string,
  ) {}

  async open(query: SecurityLogExportQuery, format: FileFormat, asker: Asker): Promise<StreamableFile> {
    const details = {
      format,
      filters: Object.entries(query).map(([name, value]) => `${name}=${String(value)}`),
    };
    await recordExport(this.database, { what: 'security-log', person: undefined, details });
    const name = `${this.service}-security-log`;
    return openDownload({ name, days: {}, columns, parts: this.queries.all(query, asker) }, format, 'UTC');
  }
}
