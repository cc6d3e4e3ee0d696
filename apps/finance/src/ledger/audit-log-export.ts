import { Injectable, type StreamableFile } from '@nestjs/common';
import type { AuditLogExportQuery, AuditLogLine } from '@ates/contracts';
import { type Asker, Database, openDownload, type AnyColumn, type FileFormat } from '@ates/platform';
import { recordExport } from '@ates/security-log';
import { FinanceConfiguration } from '../config.js';
import { LedgerQueries } from './ledger.queries.js';

/** The columns of the audit log's files. */
export const auditLogColumns = (currency: string): AnyColumn<AuditLogLine>[] => [
  { name: 'id', kind: 'code', valueOf: ({ uuid }) => uuid },
  { name: 'occurred_at', kind: 'instant', valueOf: (line) => line.occurred_at },
  { name: 'booked_on', kind: 'day', valueOf: (line) => line.booked_on },
  { name: 'kind', kind: 'code', valueOf: ({ kind }) => kind },
  { name: 'amount', kind: 'amount', valueOf: ({ amount }) => amount },
  { name: 'currency', kind: 'code', valueOf: () => currency },
  { name: 'task', kind: 'code', valueOf: ({ task }) => task?.uuid ?? null },
  { name: 'description', kind: 'text', valueOf: ({ task }) => task?.description ?? null },
  { name: 'jira_id', kind: 'text', valueOf: ({ task }) => task?.jira_id ?? null },
  { name: 'title', kind: 'text', valueOf: ({ task }) => task?.title ?? null },
  { name: 'reverses', kind: 'code', valueOf: ({ reverses }) => reverses },
  { name: 'reason', kind: 'text', valueOf: ({ reason }) => reason },
];

/** The requested days of an export, for the security log; "today" if none were given. */
const daysOf = ({ date, from, to }: AuditLogExportQuery): string =>
  date ?? (from === undefined && to === undefined ? 'today' : `${from ?? ''}/${to ?? ''}`);

/** Exports the audit log as a file (F4). */
@Injectable()
export class AuditLogExport {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async open(
    user: string,
    query: AuditLogExportQuery,
    format: FileFormat,
    asker: Asker,
  ): Promise<StreamableFile> {
    await recordExport(this.database, {
      what: 'audit-log',
      person: user,
      details: { format, days: daysOf(query) },
    });
    const { CURRENCY, BUSINESS_TIME_ZONE } = this.configuration;
    const table = {
      name: 'audit-log',
      days: query,
      columns: auditLogColumns(CURRENCY),
      parts: this.queries.allLines(user, query, asker),
    };
    return openDownload(table, format, BUSINESS_TIME_ZONE);
  }
}
