import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { newReversal, reversal, uuidParameter, type NewReversal, type Reversal } from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  CurrentPrincipal,
  ProblemResponse,
  RequestIdempotencyKey,
  type IdempotencyKey,
  type Principal,
} from '@ates/platform';
import { ReversePosting } from './reverse-posting.js';

/** Corrections of the books over REST: postings stay, and what was wrong is taken back by another (F3). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'the id is no UUID, or `reason` is missing or too long' })
@ProblemResponse(401, { 'missing-token': 'nobody is signed in', 'expired-token': 'the token ran out' })
@Controller('accounting/postings')
export class ReversalsController {
  constructor(private readonly commands: CommandBus) {}

  /** Takes back a fee or a reward, once (F3). The same reason again is answered as the first time. */
  @Post(':uuid/reversal')
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Reverse a fee or a reward',
    description:
      'The id is that of a line of the audit log. The reversal is a line of its own, with its reason, on the present ' +
      'working day; closed days stay as they are. Payouts and reversals cannot be reversed.',
  })
  @ApiResponse({ status: 201, standardSchema: reversal })
  @ProblemResponse(403, { 'role-required': 'for administrators' })
  @ProblemResponse(404, { 'no-such-posting': 'no posting has this id' })
  @ProblemResponse(409, {
    'not-reversible': 'it is a payout or a reversal',
    'reversed-before': 'somebody reversed it for another reason',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'another request was sent under this key' })
  reverse(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Body({ schema: newReversal }) { reason }: NewReversal,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<Reversal> {
    return this.commands.execute(new ReversePosting(uuid, reason, principal.id, idempotencyKey));
  }
}
