import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
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
  Allow,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  FileResponse,
  ProblemResponse,
  TextResponse,
  type Principal,
  csvDescription,
  mediaTypes,
  workbookDescription,
} from '@ates/platform';
import { accountOwner } from './account-owner.js';
import { AuditLogExport } from './audit-log-export.js';
import { IncomeExport } from './income-export.js';
import { LedgerQueries } from './ledger.queries.js';

const incomeReaders = { people: ['accountant', 'administrator', 'manager'] } as const;

const NotForEmployees = () =>
  ProblemResponse(403, { 'role-required': 'for accountants, administrators and managers' });

const ownOrAny = { people: 'everyone', services: 'accounts:read' } as const;

const auditLogCsv = [
  'id,occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reverses,reason',
  '0198b3a4-52c7-7d0f-9b1a-2f6c8e4d7a35,2026-03-02T15:12:08.250000Z,2026-03-02,reward,31.20,USD,' +
    '0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10,"[POPUG-42] - Fix the perch","POPUG-42","Fix the perch",,',
].join('\r\n');

const incomeCsv = 'date,income,currency\r\n2026-03-02,-24.00,USD\r\n2026-03-01,11.50,USD';

const ofToday = 'Of today, when neither `date` nor `from` or `to` is given.';

const NotYourAccount = () =>
  ProblemResponse(403, {
    'not-your-account':
      'only accountants, administrators and services with the scope accounts:read see others',
  });

/** Accounts over REST: everybody signed in sees the own one, accountants and administrators every one (F4). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('accounting')
export class AccountingController {
  constructor(
    private readonly queries: LedgerQueries,
    private readonly auditLogExport: AuditLogExport,
    private readonly incomeExport: IncomeExport,
  ) {}

  /** What a person has now, or had at the end of a date, in minor units (F4). */
  @Get('balance')
  @Allow(ownOrAny)
  @ApiOperation({ summary: 'A balance, now or at the end of a date' })
  @ApiResponse({ status: 200, standardSchema: balance })
  @NotYourAccount()
  balance(
    @Query({ schema: balanceQuery }) query: BalanceQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<Balance> {
    return this.queries.balance(accountOwner(principal, query.user), query.date);
  }

  /** What each working day did to an account: what it brought, cost and paid out (F4). */
  @Get('account-days')
  @Allow(ownOrAny)
  @ApiOperation({
    summary: 'An account by days, oldest first',
    description: 'At most 366 days at once. Days on which nothing was booked are left out.',
  })
  @ApiResponse({ status: 200, standardSchema: accountDays })
  @NotYourAccount()
  accountDays(
    @Query({ schema: accountDaysQuery }) query: AccountDaysQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AccountDays> {
    return this.queries.accountDays(accountOwner(principal, query.user), query);
  }

  /** When, why and how much: the lines of an account, newest first, page by page (F4). */
  @Get('audit-log')
  @Allow(ownOrAny)
  @ApiOperation({
    summary: 'The audit log of a day or of several days, newest first',
    description: ofToday,
  })
  @ApiResponse({ status: 200, standardSchema: auditLogPage })
  @NotYourAccount()
  auditLog(
    @Query({ schema: auditLogQuery }) query: AuditLogQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AuditLogPage> {
    return this.queries.auditLog(accountOwner(principal, query.user), query);
  }

  /** The same lines, all of them, as CSV (F4). */
  @Get('audit-log.csv')
  @Allow(ownOrAny)
  @ApiOperation({ summary: 'The audit log as a CSV file', description: `${ofToday} ${csvDescription}` })
  @TextResponse('text/csv', 'One record a line, under a header', auditLogCsv)
  @NotYourAccount()
  auditLogCsv(
    @Query({ schema: auditLogExportQuery }) query: AuditLogExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.auditLogExport.open(accountOwner(principal, query.user), query, 'csv', asker);
  }

  /** The same lines, all of them, for a spreadsheet (F4). */
  @Get('audit-log.xlsx')
  @Allow(ownOrAny)
  @ApiOperation({
    summary: 'The audit log as a workbook for spreadsheets',
    description: `${ofToday} ${workbookDescription}`,
  })
  @FileResponse(mediaTypes.xlsx, 'One line a row, under a header')
  @NotYourAccount()
  auditLogWorkbook(
    @Query({ schema: auditLogExportQuery }) query: AuditLogExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    return this.auditLogExport.open(accountOwner(principal, query.user), query, 'xlsx', asker);
  }

  /** All accounts and balances, those of people who left too (F4). */
  @Get('accounts')
  @Allow({ people: ['accountant', 'administrator'], services: 'accounts:read' })
  @ApiOperation({
    summary: 'List all accounts, by the ids of their owners',
    description:
      'Accounts of people who left stay, marked by `is_deleted`, and are part of `totals`. `earlier_accounts` are those of ' +
      'people who left and had the same e-mail address: who registers again begins at zero.',
  })
  @ApiResponse({ status: 200, standardSchema: accountPage })
  @ProblemResponse(403, {
    'role-required': 'for accountants and administrators',
    'missing-scope': 'services need accounts:read',
  })
  accounts(@Query({ schema: accountsQuery }) query: AccountsQuery): Promise<AccountPage> {
    return this.queries.accounts(query);
  }

  /** What the company earned on a day or by days: fees minus rewards, in minor units (F5). */
  @Get('stats')
  @Allow(incomeReaders)
  @ApiOperation({
    summary: "The company's income of a day or by days",
    description: ofToday,
  })
  @ApiResponse({ status: 200, standardSchema: companyIncome })
  @NotForEmployees()
  companyIncome(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<CompanyIncome> {
    return this.queries.companyIncome(query);
  }

  /** The same days as CSV (F5). */
  @Get('stats.csv')
  @Allow(incomeReaders)
  @ApiOperation({
    summary: "The company's income by days as a CSV file",
    description: `${ofToday} ${csvDescription}`,
  })
  @TextResponse('text/csv', 'One day a line, newest first, under a header', incomeCsv)
  @NotForEmployees()
  incomeCsv(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<StreamableFile> {
    return this.incomeExport.open(query, 'csv');
  }

  /** The same days for a spreadsheet (F5). */
  @Get('stats.xlsx')
  @Allow(incomeReaders)
  @ApiOperation({
    summary: "The company's income by days as a workbook for spreadsheets",
    description: `${ofToday} ${workbookDescription}`,
  })
  @FileResponse(mediaTypes.xlsx, 'One day a row, newest first, under a header')
  @NotForEmployees()
  incomeWorkbook(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<StreamableFile> {
    return this.incomeExport.open(query, 'xlsx');
  }
}
