import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Payout, PayoutsExportQuery } from '@ates/contracts';
import { type Asker, Database, openDownload, type AnyColumn, type FileFormat } from '@ates/platform';
import { recordExport } from '@ates/security-log';
import { FinanceConfiguration } from '../config.js';
import { PayoutsQueries } from './payouts.queries.js';

const columnsIn = (currency: string): AnyColumn<Payout>[] => [
  { name: 'id', kind: 'code', valueOf: ({ uuid }) => uuid },
  { name: 'date', kind: 'day', valueOf: ({ date }) => date },
  { name: 'paid_at', kind: 'instant', valueOf: (payout) => payout.paid_at },
  { name: 'user', kind: 'code', valueOf: ({ user }) => user },
  { name: 'name', kind: 'text', valueOf: ({ name }) => name },
  { name: 'amount', kind: 'amount', valueOf: ({ amount }) => amount },
  { name: 'currency', kind: 'code', valueOf: () => currency },
];

/** Exports payouts as a file (F6). */
@Injectable()
export class PayoutsExport {
  constructor(
    private readonly queries: PayoutsQueries,
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async open(query: PayoutsExportQuery, format: FileFormat, asker: Asker): Promise<StreamableFile> {
    await recordExport(this.database, {
      what: 'payouts',
      person: query.user,
      details: { format, days: `${query.from ?? ''}/${query.to ?? ''}` },
    });
    const { CURRENCY, BUSINESS_TIME_ZONE } = this.configuration;
    const table = {
      name: 'payouts',
      days: query,
      columns: columnsIn(CURRENCY),
      parts: this.queries.allPayouts(query, asker),
    };
    return openDownload(table, format, BUSINESS_TIME_ZONE);
  }
}
