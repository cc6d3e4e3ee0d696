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

/** Corrections over REST: postings stay, and a wrong one is reversed by another (F3). */
@ApiTags('accounting')
@ProblemResponse(400, { 'invalid-request': 'The id is not a UUID, or `reason` is missing or too long' })
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The access token has expired',
})
@Controller('accounting/postings')
export class ReversalsController {
  constructor(private readonly commands: CommandBus) {}

  /** Reverses a fee or a reward, once (F3). Repeating it with the same reason returns the first result. */
  @Post(':uuid/reversal')
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Reverse a fee or a reward',
    description:
      'The id is that of an audit log entry. The reversal is an entry of its own, with its reason, on the current ' +
      'working day; closed days stay as they are. Payouts and reversals cannot be reversed.',
  })
  @ApiResponse({ status: 201, standardSchema: reversal })
  @ProblemResponse(403, { 'role-required': 'This is for administrators' })
  @ProblemResponse(404, { 'no-such-posting': 'No posting has this id' })
  @ProblemResponse(409, {
    'not-reversible': 'It is a payout or a reversal',
    'reversed-before': 'It was already reversed, for another reason',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  reverse(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Body({ schema: newReversal }) { reason }: NewReversal,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<Reversal> {
    return this.commands.execute(new ReversePosting(uuid, reason, principal.id, idempotencyKey));
  }
}
