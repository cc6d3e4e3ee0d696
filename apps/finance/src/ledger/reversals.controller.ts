import { Body, Controller, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { newReversal, reversal, uuidParameter, type NewReversal, type Reversal } from '@ates/contracts';
import {
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  CurrentPrincipal,
  RequestIdempotencyKey,
  type IdempotencyKey,
  type Principal,
} from '@ates/platform';
import { ReversePosting } from './reverse-posting.js';

/** Corrections over REST: postings stay, and a wrong one is reversed by another (F3). */
@ApiTags('accounting')
@Controller('accounting/postings')
export class ReversalsController {
  constructor(private readonly commands: CommandBus) {}

  /** Reverses a fee or a reward, once (F3). Repeating it with the same reason returns the first result. */
  @Post(':uuid/reversal')
  @Allow({ people: ['administrator'] })
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Reverse a fee or a reward',
    description:
      'The id is that of an audit log entry. The reversal is an entry of its own, with its reason, on the current ' +
      'working day; closed days stay as they are. Payouts and reversals cannot be reversed.',
    answers: { 201: reversal },
    problems: {
      404: { 'no-such-posting': 'No posting has this id' },
      409: {
        'not-reversible': 'It is a payout or a reversal',
        'reversed-before': 'It was already reversed, for another reason',
      },
    },
  })
  reverse(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Body({ schema: newReversal }) { reason }: NewReversal,
    @CurrentPrincipal() principal: Principal,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<Reversal> {
    return this.commands.execute(new ReversePosting(uuid, reason, principal.id, idempotencyKey));
  }
}
