import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { checkYourMail, passwordReset, type CheckYourMail, type PasswordReset } from '@ates/contracts';
import {
  ApiRoute,
  AllowAnonymous,
  ApiIdempotencyKey,
  type IdempotencyKey,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { readerOf } from '../pages/reader.js';
import { RequestPasswordReset } from './request-password-reset.js';

const accepted = 202;

/** Requests for password reset links, by people who forgot their password (A9). */
@ApiTags('users')
@AllowAnonymous()
@Controller('password-resets')
export class PasswordResetsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
  ) {}

  /** Mails a link to the person with this address; the response is the same if there is no such person. */
  @Post()
  @HttpCode(accepted)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Request a password reset link',
    description:
      'If an account has this `email`, its owner gets a mail with a link that works once, within an hour; earlier ' +
      'links stop working. The response does not reveal whether the account exists. Accept-Language sets the ' +
      'language of the mail. Needs no token; rate-limited by network, and silently by e-mail address.',
    answers: {
      [accepted]: { description: 'A mail is on its way if the account exists', schema: checkYourMail },
    },
    problems: { 429: { 'too-many-attempts': 'Too many requests from this network; see Retry-After' } },
  })
  async request(
    @Body({ schema: passwordReset }) { email }: PasswordReset,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.passwordReset(request.ip);
    return this.commands.execute(new RequestPasswordReset(email, readerOf(request).language, idempotencyKey));
  }
}
