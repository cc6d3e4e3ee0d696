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

/** The approval queue (A9): people who confirmed their address and wait for an administrator. */
@ApiTags('joining')
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The token has expired',
})
@ProblemResponse(403, { 'role-required': 'This is for administrators' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Controller('registrations')
export class RegistrationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: RegistrationsQueries,
  ) {}

  /** Lists those who wait, oldest first, and how many there are. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List registrations that wait for approval',
    description: '`waiting` counts them all; the changes stream announces changes as `registrations`.',
  })
  @ApiResponse({ status: 200, standardSchema: registrationRequestPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  list(
    @Query({ schema: registrationRequestsQuery }) query: RegistrationRequestsQuery,
  ): Promise<RegistrationRequestPage> {
    return this.queries.page(query);
  }

  /** Accepts a person, who can sign in from then on. */
  @Post(':uuid/accept')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Accept a registration',
    description:
      'The person joins with the `roles`, as an employee unless they say otherwise, and gets a mail.',
  })
  @ApiResponse({ status: 200, standardSchema: user })
  @ProblemResponse(400, { 'invalid-request': 'A field is wrong or unknown; `errors` names it' })
  @ProblemResponse(404, { 'registration-not-found': 'No registration with this id is waiting' })
  @ProblemResponse(409, {
    'email-taken': 'The address has an account by now; decline',
    'beak-taken': 'Someone else signs in with the photo, and there is no password; decline',
  })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  accept(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @Body({ schema: registrationAcceptance }) { roles }: RegistrationAcceptance,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<UserView> {
    return this.commands.execute(new AcceptRegistration(uuid, roles, idempotencyKey));
  }

  /** Declines a person. */
  @Post(':uuid/decline')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Decline a registration',
    description: 'The person gets a mail; what they entered is deleted. They can register again.',
  })
  @ApiResponse({ status: 204, description: 'Declined' })
  @ProblemResponse(400, { 'invalid-request': 'The id is not a UUID' })
  @ProblemResponse(404, { 'registration-not-found': 'No registration with this id is waiting' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  decline(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new DeclineRegistration(uuid, idempotencyKey));
  }
}
