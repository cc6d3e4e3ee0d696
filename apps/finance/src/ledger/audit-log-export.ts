import { Injectable, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { AuditLogExportQuery, AuditLogLine } from '@ates/contracts';
import { FinanceConfiguration } from '../config.js';
import { csvHeader, csvRecord } from './audit-log-csv.js';
import { LedgerQueries } from './ledger.queries.js';

/** The audit log as a file that is read from the database while it is sent, however long it is (F4). */
@Injectable()
export class AuditLogExport {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async open(user: string, query: AuditLogExportQuery): Promise<StreamableFile> {
    const parts = this.queries.allLines(user, query);
    // Read before anything is sent, so that a database that does not answer is told as the problem that it is.
    const first = await parts.next();
    return new StreamableFile(Readable.from(this.records(first.value ?? [], parts)), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${fileNameOf(query)}"`,
    });
  }

  private async *records(
    first: AuditLogLine[],
    rest: AsyncGenerator<AuditLogLine[], void>,
  ): AsyncGenerator<string, void> {
    yield csvHeader + this.csvOf(first);
    for await (const lines of rest) {
      yield this.csvOf(lines);
    }
  }

  private csvOf(lines: readonly AuditLogLine[]): string {
    return lines.map((line) => csvRecord(line, this.configuration.CURRENCY)).join('');
  }
}

const fileNameOf = ({ date, from, to }: AuditLogExportQuery): string =>
  ['audit-log', date, from && `from-${from}`, to && `to-${to}`].filter(Boolean).join('-') + '.csv';
