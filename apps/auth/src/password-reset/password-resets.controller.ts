import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { checkYourMail, passwordReset, type CheckYourMail, type PasswordReset } from '@ates/contracts';
import {
  AllowAnonymous,
  ApiIdempotencyKey,
  type IdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { readerOf } from '../pages/reader.js';
import { RequestPasswordReset } from './request-password-reset.js';

const accepted = 202;

/** Where people who forgot their password ask for a link to a new one (A9). */
@ApiTags('users')
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@AllowAnonymous()
@Controller('password-resets')
export class PasswordResetsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
  ) {}

  /** Has a link mailed to a person with this address; the answer is the same when there is no such person. */
  @Post()
  @HttpCode(accepted)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Ask for a link to a new password',
    description:
      'If there is an account with this `email`, its owner gets a mail with a link that works once, for an hour; earlier ' +
      'links stop working. The answer never tells whether there is one. The mail is in the language of Accept-Language. ' +
      'Without a token; limited by network, and silently by address.',
    security: [],
  })
  @ApiResponse({
    status: accepted,
    description: 'A mail is on its way if there is such an account',
    standardSchema: checkYourMail,
  })
  @ProblemResponse(400, { 'invalid-request': 'The e-mail address is missing or wrong' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many requests from this network; see Retry-After' })
  async request(
    @Body({ schema: passwordReset }) { email }: PasswordReset,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.passwordReset(request.ip);
    return this.commands.execute(new RequestPasswordReset(email, readerOf(request).language, idempotencyKey));
  }
}
