import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  accountDays,
  accountDaysQuery,
  accountPage,
  accountsQuery,
  auditLogExportQuery,
  auditLogPage,
  auditLogQuery,
  balance,
  balanceQuery,
  companyIncome,
  companyIncomeQuery,
  type AccountDays,
  type AccountDaysQuery,
  type AccountPage,
  type AccountsQuery,
  type AuditLogExportQuery,
  type AuditLogPage,
  type AuditLogQuery,
  type Balance,
  type BalanceQuery,
  type CompanyIncome,
  type CompanyIncomeQuery,
} from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  FileResponse,
  TextResponse,
  type Principal,
  csvDescription,
  mediaTypes,
  workbookDescription,
  heavyReadProblems,
} from '@ates/platform';
import { accountOwner } from './account-owner.js';
import { AuditLogExport } from './audit-log-export.js';
import { monthDetached } from './detached-months.js';
import { IncomeExport } from './income-export.js';
import { LedgerQueries } from './ledger.queries.js';

const incomeReaders = { people: ['accountant', 'administrator', 'manager'] } as const;

const ownOrAny = { people: 'everyone', services: 'accounts:read' } as const;

const auditLogCsv = [
  'id,occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reverses,reason',
  '0198b3a4-52c7-7d0f-9b1a-2f6c8e4d7a35,2026-03-02T15:12:08.250000Z,2026-03-02,reward,31.20,USD,' +
    '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10,"[POPUG-42] - Fix the perch","POPUG-42","Fix the perch",,',
].join('\r\n');

const incomeCsv = 'date,income,currency\r\n2026-03-02,-24.00,USD\r\n2026-03-01,11.50,USD';

const defaultsToToday = 'Defaults to today if none of `date`, `from` and `to` is given.';

const notYourAccount = {
  'not-your-account':
    'Only accountants, administrators and services with the scope accounts:read can read other accounts',
};

/** REST endpoints for accounts: everyone can read their own, accountants and administrators can read all (F4). */
@ApiTags('accounting')
@Controller('accounting')
export class AccountingController {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly auditLogExport: AuditLogExport,
    private readonly incomeExport: IncomeExport,
  ) {}

  /** A person's balance now, or at the end of a date, in minor units (F4). */
  @Get('balance')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Get a balance, now or at the end of a date',
    answers: { 200: balance },
    problems: { 403: notYourAccount },
  })
  balance(
    @Query({ schema: balanceQuery }) query: BalanceQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Balance> {
    return this.queries.balance(accountOwner(principal, query.user), query.date);
  }

  /** An account's fees, rewards, reversals and payouts of each working day (F4). */
  @Get('account-days')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Get an account by day, oldest first',
    description: 'At most 366 days per request. Days without postings are left out.',
    answers: { 200: accountDays },
    problems: { 403: notYourAccount, 409: monthDetached },
  })
  accountDays(
    @Query({ schema: accountDaysQuery }) query: AccountDaysQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AccountDays> {
    return this.queries.accountDays(accountOwner(principal, query.user), query);
  }

  /** An account's entries, newest first, page by page (F4). */
  @Get('audit-log')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Get the audit log of a day or a range of days, newest first',
    description: defaultsToToday,
    answers: { 200: auditLogPage },
    problems: { 403: notYourAccount, 409: monthDetached },
  })
  auditLog(
    @Query({ schema: auditLogQuery }) query: AuditLogQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AuditLogPage> {
    return this.queries.auditLog(accountOwner(principal, query.user), query);
  }

  /** The same entries, all of them, as CSV (F4). */
  @Get('audit-log.csv')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Download the audit log as CSV',
    description: `${defaultsToToday} ${csvDescription}`,
    problems: { 403: notYourAccount, 409: monthDetached, ...heavyReadProblems },
  })
  @TextResponse('text/csv', 'A header, then one record per line', auditLogCsv)
  auditLogCsv(
    @Query({ schema: auditLogExportQuery }) query: AuditLogExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.auditLogExport.open(accountOwner(principal, query.user), query, 'csv', asker);
  }

  /** The same entries, all of them, as a workbook (F4). */
  @Get('audit-log.xlsx')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Download the audit log as a spreadsheet',
    description: `${defaultsToToday} ${workbookDescription}`,
    problems: { 403: notYourAccount, 409: monthDetached, ...heavyReadProblems },
  })
  @FileResponse(mediaTypes.xlsx, 'A header, then one entry per row')
  auditLogWorkbook(
    @Query({ schema: auditLogExportQuery }) query: AuditLogExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.auditLogExport.open(accountOwner(principal, query.user), query, 'xlsx', asker);
  }

  /** All accounts and balances, including those of people who left (F4). */
  @Get('accounts')
  @Allow({ people: ['accountant', 'administrator'], services: 'accounts:read' })
  @ApiRoute({
    summary: 'List all accounts, or those of people with a name',
    description:
      "Ordered by their owners' ids, which is the order in which people joined, unless `order` says otherwise. " +
      'Accounts of people who left are kept, marked with `is_deleted`, and included in `totals`. ' +
      '`earlier_accounts` are accounts of people who left and had the same email address: registering again ' +
      'opens a new account at zero.',
    answers: { 200: accountPage },
  })
  accounts(@Query({ schema: accountsQuery }) query: AccountsQuery): Promise<AccountPage> {
    return this.queries.accounts(query);
  }

  /** The company's income on a day or by day: fees minus rewards, in minor units (F5). */
  @Get('stats')
  @Allow(incomeReaders)
  @ApiRoute({
    summary: "Get the company's income of a day or by day",
    description: defaultsToToday,
    answers: { 200: companyIncome },
  })
  companyIncome(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<CompanyIncome> {
    return this.queries.companyIncome(query);
  }

  /** The same days as CSV (F5). */
  @Get('stats.csv')
  @Allow(incomeReaders)
  @ApiRoute({
    summary: "Download the company's income by day as CSV",
    description: `${defaultsToToday} ${csvDescription}`,
  })
  @TextResponse('text/csv', 'A header, then one day per line, newest first', incomeCsv)
  incomeCsv(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<StreamableFile> {
    return this.incomeExport.open(query, 'csv');
  }

  /** The same days as a workbook (F5). */
  @Get('stats.xlsx')
  @Allow(incomeReaders)
  @ApiRoute({
    summary: "Download the company's income by day as a spreadsheet",
    description: `${defaultsToToday} ${workbookDescription}`,
  })
  @FileResponse(mediaTypes.xlsx, 'A header, then one day per row, newest first')
  incomeWorkbook(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<StreamableFile> {
    return this.incomeExport.open(query, 'xlsx');
  }
}
