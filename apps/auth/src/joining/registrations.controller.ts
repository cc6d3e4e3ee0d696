import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  type IdempotencyKey,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AcceptRegistration } from './accept-registration.js';
import { DeclineRegistration } from './decline-registration.js';
import { RegistrationsQueries } from './registrations.queries.js';

const administrators = { people: ['administrator'] };

/** The approval queue (A9): people with a confirmed address who wait for an administrator. */
@ApiTags('joining')
@Controller('registrations')
export class RegistrationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: RegistrationsQueries,
  ) {}

  /** Lists pending registrations, oldest first, with their total. */
  @Get()
  @Allow(administrators)
  @ApiRoute({
    summary: 'List registrations pending approval',
    description:
      '`waiting` is their total. The change stream announces changes under the topic `registrations`.',
    answers: { 200: registrationRequestPage },
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
  @ApiRoute({
    summary: 'Accept a registration',
    description: 'The person joins with the given `roles` (by default as an employee) and gets a mail.',
    answers: { 200: user },
    problems: {
      404: { 'registration-not-found': 'No pending registration has this id' },
      409: {
        'email-taken': 'The address now has an account; decline the registration',
        'beak-taken':
          'Someone else already signs in with the photo, and there is no password; decline the registration',
      },
    },
  })
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
  @ApiRoute({
    summary: 'Decline a registration',
    description: 'The person gets a mail, and their data is deleted. They can register again.',
    answers: { 204: 'Declined' },
    problems: { 404: { 'registration-not-found': 'No pending registration has this id' } },
  })
  decline(
    @Param({ schema: uuidParameter }) { uuid }: { uuid: string },
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new DeclineRegistration(uuid, idempotencyKey));
  }
}
