import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  registrationAcceptance,
  registrationRequestPage,
  registrationRequestsQuery,
  user,
  uuidParameter,
  type RegistrationAcceptance,
  type RegistrationRequestPage,
  type RegistrationRequestsQuery,
  type UserView,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  type IdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AcceptRegistration } from './accept-registration.js';
import { DeclineRegistration } from './decline-registration.js';
import { RegistrationsQueries } from './registrations.queries.js';

const administrators = { people: ['administrator'] };

/** The approval queue (A9): people with a confirmed address who wait for an administrator. */
@ApiTags('joining')
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The token has expired',
})
@ProblemResponse(403, { 'role-required': 'Only administrators can review registrations' })
@ProblemResponse(503, { 'database-unavailable': 'The database is unavailable; try again shortly' })
@Controller('registrations')
export class RegistrationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: RegistrationsQueries,
  ) {}

  /** Lists pending registrations, oldest first, with their total. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List registrations pending approval',
    description:
      '`waiting` is their total. The change stream announces changes under the topic `registrations`.',
  })
  @ApiResponse({ status: 200, standardSchema: registrationRequestPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is invalid or unknown; `errors` names it',
    'invalid-cursor': 'The cursor does not come from this list',
  })
  list(
    @Query({ schema: registrationRequestsQuery }) query: RegistrationRequestsQuery,
  ): Promise<RegistrationRequestPage> {
    return this.queries.page(query);
  }

  /** Accepts a person, who can then sign in. */
  @Post(':uuid/accept')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Accept a registration',
    description: 'The person joins with the given `roles` (by default as an employee) and gets a mail.',
  })
  @ApiResponse({ status: 200, standardSchema: user })
  @ProblemResponse(400, { 'invalid-request': 'A field is invalid or unknown; `errors` names it' })
  @ProblemResponse(404, { 'registration-not-found': 'No pending registration has this id' })
  @ProblemResponse(409, {
    'email-taken': 'The address now has an account; decline the registration',
    'beak-taken':
      'Someone else already signs in with the photo, and there is no password; decline the registration',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  accept(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Body({ schema: registrationAcceptance }) { roles }: RegistrationAcceptance,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new AcceptRegistration(uuid, roles, idempotencyKey));
  }

  /** Declines a registration. */
  @Post(':uuid/decline')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Decline a registration',
    description: 'The person gets a mail, and their data is deleted. They can register again.',
  })
  @ApiResponse({ status: 204, description: 'Declined' })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(404, { 'registration-not-found': 'No pending registration has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  decline(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new DeclineRegistration(uuid, idempotencyKey));
  }
}
