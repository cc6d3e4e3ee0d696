import { Injectable, type StreamableFile } from '@nestjs/common';
import type { AuditLogExportQuery, AuditLogLine } from '@ates/contracts';
import { FinanceConfiguration } from '../config.js';
import { csvText, inMajorUnits, openCsvFile } from './csv.js';
import { LedgerQueries } from './ledger.queries.js';

/** The columns of the audit log's CSV file. */
export const auditLogColumns = [
  'occurred_at',
  'booked_on',
  'kind',
  'amount',
  'currency',
  'task',
  'description',
  'jira_id',
  'title',
  'reason',
];

/** One line of the audit log, by those columns; the amount in major units, a plain number to calculate with. */
export const auditLogFields = (line: AuditLogLine, currency: string): string[] => [
  line.occurred_at,
  line.booked_on,
  line.kind,
  inMajorUnits(line.amount),
  currency,
  line.task?.uuid ?? '',
  csvText(line.task?.description ?? ''),
  csvText(line.task?.jira_id ?? ''),
  csvText(line.task?.title ?? ''),
  csvText(line.reason ?? ''),
];

/** The audit log as a file (F4). */
@Injectable()
export class AuditLogExport {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly configuration: FinanceConfiguration,
  ) {}

  open(user: string, query: AuditLogExportQuery): Promise<StreamableFile> {
    return openCsvFile({
      name: 'audit-log',
      days: query,
      columns: auditLogColumns,
      parts: this.queries.allLines(user, query),
      fieldsOf: (line) => auditLogFields(line, this.configuration.CURRENCY),
    });
  }
}
