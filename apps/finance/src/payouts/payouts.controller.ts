import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  payoutPage,
  payoutsExportQuery,
  payoutsQuery,
  type PayoutPage,
  type PayoutsExportQuery,
  type PayoutsQuery,
} from '@ates/contracts';
import {
  Allow,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  FileResponse,
  Problem,
  ProblemResponse,
  TextResponse,
  type Principal,
  csvDescription,
  mediaTypes,
  workbookDescription,
} from '@ates/platform';
import { accountOwner, seesEveryAccount } from '../ledger/account-owner.js';
import { PayoutsExport } from './payouts-export.js';
import { PayoutsQueries } from './payouts.queries.js';

const ownOrAny = { people: 'everyone', services: 'accounts:read' } as const;

const NotYourAccount = () =>
  ProblemResponse(403, {
    'not-your-account':
      'only accountants, administrators and services with the scope accounts:read see others; name yourself by `user`',
  });

const csvExample = [
  'id,date,paid_at,user,name,amount,currency',
  '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b,2026-03-02,2026-03-03T00:01:00.000000Z,' +
    '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a,"Rio",25.00,USD',
].join('\r\n');

const description =
  'Everybody signed in sees the own ones, by `user`; accountants, administrators and services also those of others, and of all when `user` is left out.';

/** Payouts over REST (F6). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('accounting')
export class PayoutsController {
  constructor(
    private readonly queries: PayoutsQueries,
    private readonly payoutsExport: PayoutsExport,
  ) {}

  /** Who was paid how much for which day, newest days first (F6). */
  @Get('payouts')
  @Allow(ownOrAny)
  @ApiOperation({ summary: 'Payouts of closed days, newest first', description })
  @ApiResponse({ status: 200, standardSchema: payoutPage })
  @NotYourAccount()
  payouts(
    @Query({ schema: payoutsQuery }) query: PayoutsQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<PayoutPage> {
    requireAccess(principal, query.user);
    return this.queries.payouts(query);
  }

  /** The same payouts, all of them, as CSV (F6). */
  @Get('payouts.csv')
  @Allow(ownOrAny)
  @ApiOperation({ summary: 'Payouts as a CSV file', description: `${description} ${csvDescription}` })
  @TextResponse('text/csv', 'One record a line, under a header', csvExample)
  @NotYourAccount()
  payoutsCsv(
    @Query({ schema: payoutsExportQuery }) query: PayoutsExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    requireAccess(principal, query.user);
    return this.payoutsExport.open(query, 'csv', asker);
  }

  /** The same payouts, all of them, for a spreadsheet (F6). */
  @Get('payouts.xlsx')
  @Allow(ownOrAny)
  @ApiOperation({
    summary: 'Payouts as a workbook for spreadsheets',
    description: `${description} ${workbookDescription}`,
  })
  @FileResponse(mediaTypes.xlsx, 'One payout a row, under a header')
  @NotYourAccount()
  payoutsWorkbook(
    @Query({ schema: payoutsExportQuery }) query: PayoutsExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    requireAccess(principal, query.user);
    return this.payoutsExport.open(query, 'xlsx', asker);
  }
}

function requireAccess(principal: Principal, user: string | undefined): void {
  if (user !== undefined) {
    accountOwner(principal, user);
  } else if (!seesEveryAccount(principal)) {
    throw new Problem(
      'forbidden',
      'not-your-account',
      "Everybody's payouts are for accountants and administrators. Name yourself by `user` to see your own.",
    );
  }
}
