import { Body, Controller, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { registration, user, type Registration, type UserView } from '@ates/contracts';
import {
  AllowAnonymous,
  ApiIdempotencyKey,
  type IdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AttemptLimits } from '../limits/attempt-limits.js';
import { RegisterUser } from './register-user.js';

/** Where people register by themselves (A1). */
@ApiTags('users')
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@AllowAnonymous()
@Controller('register')
export class RegistrationController {
  constructor(
    private readonly commands: CommandBus,
    private readonly limits: AttemptLimits,
  ) {}

  /** Registers a person, who becomes an employee and can sign in at once. */
  @Post()
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Register',
    description: 'Whoever registers becomes an employee. Without a token; limited by network address.',
    security: [],
  })
  @ApiResponse({ status: 201, description: 'Registered', standardSchema: user })
  @ProblemResponse(400, { 'invalid-request': 'A field is missing, wrong or unknown; `errors` names it' })
  @ProblemResponse(409, { 'email-taken': 'Somebody has this e-mail already' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  @ProblemResponse(429, { 'too-many-attempts': 'Too many registrations from this address; see Retry-After' })
  async register(
    @Body({ schema: registration }) body: Registration,
    @RequestIdempotencyKey({ holdsSecret: true }) idempotencyKey: IdempotencyKey | undefined,
    @Req() request: FastifyRequest,
  ): Promise<UserView> {
    await this.limits.registration(request.ip);
    return this.commands.execute(new RegisterUser(body, idempotencyKey));
  }
}
