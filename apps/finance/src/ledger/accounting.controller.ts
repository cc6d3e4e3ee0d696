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
import { Allow, CurrentPrincipal, ProblemResponse, TextResponse, type Principal } from '@ates/platform';
import { accountOwner } from './account-owner.js';
import { AuditLogExport } from './audit-log-export.js';
import { LedgerQueries } from './ledger.queries.js';

const ownOrAny = { people: 'everyone', services: 'accounts:read' } as const;

const csvExample = [
  'occurred_at,booked_on,kind,amount,currency,task,description,jira_id,title,reason',
  '2026-03-02T15:12:08.250Z,2026-03-02,reward,31.20,USD,0198b3a4-11f0-7b1e-8c55-5b0e3f7a9d10,' +
    '[POPUG-42] - Fix the perch,POPUG-42,Fix the perch,',
].join('\r\n');

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
    description: 'Of today, when neither `date` nor `from` or `to` is given.',
  })
  @ApiResponse({ status: 200, standardSchema: auditLogPage })
  @NotYourAccount()
  auditLog(
    @Query({ schema: auditLogQuery }) query: AuditLogQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<AuditLogPage> {
    return this.queries.auditLog(accountOwner(principal, query.user), query);
  }

  /** The same lines, all of them, as CSV (F4): UTF-8 by RFC 4180, amounts in major units, texts safe in a spreadsheet. */
  @Get('audit-log.csv')
  @Allow(ownOrAny)
  @ApiOperation({ summary: 'The audit log as a CSV file' })
  @TextResponse('text/csv', 'One record a line, under a header', csvExample)
  @NotYourAccount()
  exportAuditLog(
    @Query({ schema: auditLogExportQuery }) query: AuditLogExportQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StreamableFile> {
    return this.auditLogExport.open(accountOwner(principal, query.user), query);
  }

  /** Everybody's account and balance (F4). */
  @Get('accounts')
  @Allow({ people: ['accountant', 'administrator'], services: 'accounts:read' })
  @ApiOperation({ summary: 'All accounts, by the ids of their owners' })
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
  @Allow({ people: ['accountant', 'administrator', 'manager'] })
  @ApiOperation({
    summary: "The company's income of a day or by days",
    description: 'Of today, when neither `date` nor `from` or `to` is given.',
  })
  @ApiResponse({ status: 200, standardSchema: companyIncome })
  @ProblemResponse(403, { 'role-required': 'for accountants, administrators and managers' })
  companyIncome(@Query({ schema: companyIncomeQuery }) query: CompanyIncomeQuery): Promise<CompanyIncome> {
    return this.queries.companyIncome(query);
  }
}
