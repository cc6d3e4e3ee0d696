import { Injectable, type StreamableFile } from '@nestjs/common';
import type { CompanyIncome, CompanyIncomeQuery } from '@ates/contracts';
import { FinanceConfiguration } from '../config.js';
import { LedgerQueries } from './ledger.queries.js';
import { openDownload, type AnyColumn, type FileFormat } from '@ates/platform';

type DayIncome = CompanyIncome['days'][number];

const columnsIn = (currency: string): AnyColumn<DayIncome>[] => [
  { name: 'date', kind: 'day', valueOf: ({ date }) => date },
  { name: 'income', kind: 'amount', valueOf: ({ income }) => income },
  { name: 'currency', kind: 'code', valueOf: () => currency },
];

/** Exports the company's income by day as a file (F5). Each day has one row, identified by its date. */
@Injectable()
export class IncomeExport {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly configuration: FinanceConfiguration,
  ) {}

  open(query: CompanyIncomeQuery, format: FileFormat): Promise<StreamableFile> {
    const { CURRENCY, BUSINESS_TIME_ZONE } = this.configuration;
    const table = { name: 'income', days: query, columns: columnsIn(CURRENCY), parts: this.days(query) };
    return openDownload(table, format, BUSINESS_TIME_ZONE);
  }

  private async *days(query: CompanyIncomeQuery): AsyncGenerator<DayIncome[], void> {
    yield (await this.queries.companyIncome(query)).days;
  }
}
