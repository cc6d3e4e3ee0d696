import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
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
  AllowAnonymous,
  ApiIdempotencyKey,
  type IdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { refusedPasswords } from '../credentials/refused-password-documentation.js';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { languageOf } from '../pages/language.js';
import { ConfirmAddress } from './confirm-address.js';
import { RegisterPerson } from './register-person.js';
import { ResendConfirmation } from './resend-confirmation.js';

const refusals = {
  'registration-closed': 'Registration is closed; administrators add people',
  'registration-by-invitation': 'People join by invitation only',
  'email-domain-refused': 'People with addresses at other domains can register',
};

/** Where people register themselves (A9). */
@ApiTags('joining')
@ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@AllowAnonymous()
@Controller('register')
export class RegistrationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
  ) {}

  /** Registers a person, who confirms the address by the link in a mail. */
  @Post()
  @HttpCode(202)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Register',
    description:
      'The person signs in with the `password`, the `beak` (the SHA-256 of a photo), or either of both, once they ' +
      'confirmed their address and, where REGISTRATION is by-approval, an administrator accepted them. The answer is the ' +
      'same when the address has an account: then its owner gets a mail that says so. The mail is in the language that ' +
      'Accept-Language prefers. Without a token; limited by network address.',
    security: [],
  })
  @ApiResponse({ status: 202, description: 'A mail is on its way', standardSchema: checkYourMail })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, wrong or unknown; `errors` names it',
    ...refusedPasswords,
  })
  @ProblemResponse(403, refusals)
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many registrations from this address; see Retry-After' })
  async register(
    @Body({ schema: registration }) body: Registration,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.registration(request.ip);
    const language = languageOf(request.headers['accept-language']);
    return this.commands.execute(new RegisterPerson(body, language, idempotencyKey));
  }

  /** Mails another link to confirm an address. */
  @Post('resend')
  @HttpCode(202)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Mail the confirmation again',
    description:
      'For a registration of the last seven days. The answer is the same when there is none, or when the address has ' +
      'reached its daily limit of mails. Without a token; counts as a registration from the network address.',
    security: [],
  })
  @ApiResponse({ status: 202, description: 'A mail is on its way', standardSchema: checkYourMail })
  @ProblemResponse(403, refusals)
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many requests from this address; see Retry-After' })
  async resend(
    @Body({ schema: confirmationRequest }) { email }: ConfirmationRequest,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<CheckYourMail> {
    await this.limits.registration(request.ip);
    return this.commands.execute(new ResendConfirmation(email, idempotencyKey));
  }

  /** Confirms an address by the token of the link in the mail. */
  @Post('confirm')
  @HttpCode(200)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Confirm an address',
    description:
      'By the `token` of the link in the mail: the last part of its address. Without a token of access.',
    security: [],
  })
  @ApiResponse({ status: 200, standardSchema: confirmedAddress })
  @ProblemResponse(403, refusals)
  @ProblemResponse(404, { 'link-unknown': 'There is no such link' })
  @ProblemResponse(409, {
    'link-used': 'The link has been used',
    'link-expired': 'The link has expired; ask for another mail',
    'link-revoked': 'The link no longer works',
    'beak-taken': 'Someone else signs in with this photo, and there is no password; register again',
    'email-taken': 'The address got an account at the same moment',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  confirm(
    @Body({ schema: addressConfirmation }) { token }: AddressConfirmation,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
  ): Promise<ConfirmedAddress> {
    return this.commands.execute(new ConfirmAddress(token, idempotencyKey));
  }
}
