import { Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  payoutPage,
  payoutsExportQuery,
  payoutsQuery,
  type PayoutPage,
  type PayoutsExportQuery,
  type PayoutsQuery,
} from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  type Asker,
  CurrentAsker,
  CurrentPrincipal,
  FileResponse,
  Problem,
  TextResponse,
  type Principal,
  csvDescription,
  mediaTypes,
  workbookDescription,
  heavyReadProblems,
} from '@ates/platform';
import { accountOwner, seesEveryAccount } from '../ledger/account-owner.js';
import { monthDetached } from '../ledger/detached-months.js';
import { PayoutsExport } from './payouts-export.js';
import { PayoutsQueries } from './payouts.queries.js';

const ownOrAny = { people: 'everyone', services: 'accounts:read' } as const;

const notYourAccount = {
  'not-your-account':
    'Only accountants, administrators and services with the scope accounts:read can read others; ' +
    'set `user` to your own id',
};

const csvExample = [
  'id,date,paid_at,user,name,amount,currency',
  '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4b,2026-03-02,2026-03-03T00:01:00.000000Z,' +
    '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a,"Rio",25.00,USD',
].join('\r\n');

const description =
  'Everyone can read their own payouts by setting `user`; accountants, administrators and services can read those of ' +
  'others, or of everyone if `user` is left out.';

/** REST endpoints for payouts (F6). */
@ApiTags('accounting')
@Controller('accounting')
export class PayoutsController {
  constructor(
    private readonly queries: PayoutsQueries,
    private readonly payoutsExport: PayoutsExport,
  ) {}

  /** Payouts by day and person, newest days first (F6). */
  @Get('payouts')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'List payouts of closed days, newest first',
    description: `${description} Each shows whether its statement was mailed.`,
    answers: { 200: payoutPage },
    problems: { 403: notYourAccount, 409: monthDetached },
  })
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
  @ApiRoute({
    summary: 'Download payouts as CSV',
    description: `${description} ${csvDescription}`,
    problems: { 403: notYourAccount, 409: monthDetached, ...heavyReadProblems },
  })
  @TextResponse('text/csv', 'A header, then one record per line', csvExample)
  payoutsCsv(
    @Query({ schema: payoutsExportQuery }) query: PayoutsExportQuery,
    @CurrentPrincipal() principal: Principal,
    @CurrentAsker() asker: Asker,
  ): Promise<StreamableFile> {
    requireAccess(principal, query.user);
    return this.payoutsExport.open(query, 'csv', asker);
  }

  /** The same payouts, all of them, as a workbook (F6). */
  @Get('payouts.xlsx')
  @Allow(ownOrAny)
  @ApiRoute({
    summary: 'Download payouts as a spreadsheet',
    description: `${description} ${workbookDescription}`,
    problems: { 403: notYourAccount, 409: monthDetached, ...heavyReadProblems },
  })
  @FileResponse(mediaTypes.xlsx, 'A header, then one payout per row')
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
      "Only accountants and administrators can see everyone's payouts. Set `user` to your own id to see yours.",
    );
  }
}
