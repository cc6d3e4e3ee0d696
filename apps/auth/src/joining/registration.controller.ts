import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  addressConfirmation,
  checkYourMail,
  confirmationRequest,
  confirmedAddress,
  registration,
  type AddressConfirmation,
  type CheckYourMail,
  type ConfirmationRequest,
  type ConfirmedAddress,
  type Registration,
} from '@ates/contracts';
import {
  ApiRoute,
  AllowAnonymous,
  ApiIdempotencyKey,
  type IdempotencyKey,
  RequestIdempotencyKey,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { languageOf } from '../pages/language.js';
import { ConfirmAddress } from './confirm-address.js';
import { RegisterPerson } from './register-person.js';
import { ResendConfirmation } from './resend-confirmation.js';

const refusals = {
  'registration-closed': 'Registration is closed; only administrators add people',
  'registration-by-invitation': 'People join by invitation only',
  'email-domain-refused': 'Addresses at this domain cannot register',
};

/** Registration (A9). */
@ApiTags('joining')
@AllowAnonymous()
@Controller('register')
export class RegistrationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
  ) {}

  /** Registers a person and mails them a link to confirm their address. */
  @Post()
  @HttpCode(202)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Register',
    description:
      'The person can sign in with the `password` or the `beak` (the SHA-256 of a photo), whichever they set, once ' +
      'they have confirmed their address and, if REGISTRATION is by-approval, an administrator has accepted them. If ' +
      'the address already has an account, the response is the same and the mail tells its owner so. Accept-Language ' +
      'sets the language of the mail. Needs no token; rate-limited by network address.',
    answers: { 202: { description: 'A mail is on its way', schema: checkYourMail } },
    problems: {
      400: refusedPasswords,
      403: refusals,
      429: { 'too-many-attempts': 'Too many registrations from this network address; see Retry-After' },
    },
  })
  async register(
    @Body({ schema: registration }) body: Registration,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.registration(request.ip);
    const language = languageOf(request.headers['accept-language']);
    return this.commands.execute(new RegisterPerson(body, language, idempotencyKey));
  }

  /** Sends another mail with a link to confirm an address. */
  @Post('resend')
  @HttpCode(202)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Send the confirmation mail again',
    description:
      'For a registration of the last seven days. The response is the same if there is none, or if the address has ' +
      'reached its daily limit of mails. Needs no token; counts as a registration from the network address.',
    answers: { 202: { description: 'A mail is on its way', schema: checkYourMail } },
    problems: {
      403: refusals,
      429: { 'too-many-attempts': 'Too many requests from this network address; see Retry-After' },
    },
  })
  async resend(
    @Body({ schema: confirmationRequest }) { email }: ConfirmationRequest,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.registration(request.ip);
    return this.commands.execute(new ResendConfirmation(email, idempotencyKey));
  }

  /** Confirms an address with the token of the link in the mail. */
  @Post('confirm')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Confirm an address',
    description:
      'The `token` is the last part of the address of the link in the mail. Needs no access token.',
    answers: { 200: confirmedAddress },
    problems: {
      403: refusals,
      404: { 'link-unknown': 'There is no such link' },
      409: {
        'link-used': 'The link has already been used',
        'link-expired': 'The link has expired; ask for another mail',
        'link-revoked': 'The link no longer works',
        'beak-taken':
          'Someone else already signs in with this photo, and there is no password; register again',
        'email-taken': 'The address got an account at the same time',
      },
    },
  })
  confirm(
    @Body({ schema: addressConfirmation }) { token }: AddressConfirmation,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
  ): Promise<ConfirmedAddress> {
    return this.commands.execute(new ConfirmAddress(token, idempotencyKey));
  }
}
