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

/** REST endpoint that verifies the books (F3). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'A parameter is invalid or unknown; `errors` names it' })
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The access token has expired',
})
@Controller('accounting/verification')
export class VerificationController {
  constructor(private readonly queries: VerificationQueries) {}

  /** Checks that balances, sums, days and their hashes match the postings (F3). */
  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiOperation({
    summary: 'Verify the books, or a range of days',
    description:
      '`differences` is empty if the books are right; otherwise its first entry is the earliest: what, where, the ' +
      'expected and the found value. Reads every posting of the requested days, by default of all days. Closed ' +
      "days are compared with the day journal, and postings with Tasks' event feed: for all days, or with " +
      '`feed=compare`. If Tasks is not available, `feed.state` says so.',
  })
  @ApiResponse({ status: 200, standardSchema: ledgerVerification })
  @ProblemResponse(403, { 'role-required': 'This is for accountants and administrators' })
  verification(@Query({ schema: verificationQuery }) query: VerificationQuery): Promise<LedgerVerification> {
    return this.queries.verification(query);
  }
}
