import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Payout, PayoutsExportQuery } from '@ates/contracts';
import { FinanceConfiguration } from '../config.js';
import { csvText, inMajorUnits, openCsvFile } from '../ledger/csv.js';
import { PayoutsQueries } from './payouts.queries.js';

const columns = ['date', 'paid_at', 'user', 'name', 'amount', 'currency', 'payout'];

const fieldsOf = (payout: Payout, currency: string): string[] => [
  payout.date,
  payout.paid_at,
  payout.user,
  csvText(payout.name ?? ''),
  inMajorUnits(payout.amount),
  currency,
  payout.uuid,
];

/** Payouts as a file (F6). */
@Injectable()
export class PayoutsExport {
  constructor(
    private readonly queries: PayoutsQueries,
    private readonly configuration: FinanceConfiguration,
  ) {}

  open(query: PayoutsExportQuery): Promise<StreamableFile> {
    return openCsvFile({
      name: 'payouts',
      days: query,
      columns,
      parts: this.queries.allPayouts(query),
      fieldsOf: (payout) => fieldsOf(payout, this.configuration.CURRENCY),
    });
  }
}
