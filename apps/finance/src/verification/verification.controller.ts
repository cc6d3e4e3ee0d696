import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  ledgerVerification,
  verificationQuery,
  type LedgerVerification,
  type VerificationQuery,
} from '@ates/contracts';
import { Allow, ProblemResponse } from '@ates/platform';
import { VerificationQueries } from './verification.queries.js';

/** Verification of the books over REST (F3). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'a parameter is wrong or unknown; `errors` names it' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('accounting/verification')
export class VerificationController {
  constructor(private readonly queries: VerificationQueries) {}

  /** Whether balances, sums, days and their hashes are what the postings come to (F3). */
  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'Work out the books of some days again',
    description:
      '`differences` is empty when the books are right; else its first entry is the earliest: what, where, what it ' +
      'should be and what it is. Reads every posting of the days asked for, of all days when nothing is said. Closed ' +
      "days are compared with the day journal, and postings with Tasks' event feed: for all days, or when `feed=compare` " +
      'asks for it. While Tasks is away, `feed.state` says so.',
  })
  @ApiResponse({ status: 200, standardSchema: ledgerVerification })
  @ProblemResponse(403, { 'role-required': 'for accountants and administrators' })
  verification(@Query({ schema: verificationQuery }) query: VerificationQuery): Promise<LedgerVerification> {
    return this.queries.verification(query);
  }
}
