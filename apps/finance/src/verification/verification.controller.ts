import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  ledgerVerification,
  verificationQuery,
  type LedgerVerification,
  type VerificationQuery,
} from '@ates/contracts';
import { ApiRoute, Allow, CurrentAsker, type Asker } from '@ates/platform';
import { VerificationQueries } from './verification.queries.js';

/** REST endpoint that verifies the books (F3). */
@ApiTags('accounting')
@Controller('accounting/verification')
export class VerificationController {
  constructor(private readonly queries: VerificationQueries) {}

  /** Checks that balances, sums, days and their hashes match the postings (F3). */
  @Get()
  @Allow({ people: ['accountant', 'administrator'] })
  @ApiRoute({
    summary: 'Verify the books, or a range of days',
    description:
      '`differences` is empty if the books are right; otherwise its first entry is the earliest: what, where, the ' +
      'expected and the found value. Reads every posting of the requested days, by default of all days. Closed ' +
      "days are compared with the day journal, and postings with Tasks' event feed: for all days, or with " +
      '`feed=compare`. If Tasks is not available, `feed.state` says so.',
    answers: { 200: ledgerVerification },
    problems: { 503: { 'verifications-busy': 'Others are verifying the books, and more are waiting' } },
  })
  verification(
    @Query({ schema: verificationQuery }) query: VerificationQuery,
    @CurrentAsker() asker: Asker,
  ): Promise<LedgerVerification> {
    return this.queries.verification(query, asker.gone);
  }
}
