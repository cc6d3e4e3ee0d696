import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  clientPage,
  clientParameter,
  clientSecret,
  clientsQuery,
  createdClient,
  newServiceClient,
  type ClientPage,
  type ClientSecret,
  type ClientsQuery,
  type CreatedClient,
  type NewServiceClient,
} from '@ates/contracts';
import {
  Allow,
  ApiIdempotencyKey,
  type IdempotencyKey,
  ProblemResponse,
  RequestIdempotencyKey,
} from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { ClientsQueries } from './clients.queries.js';
import { requireKnownScopes } from './known-scopes.js';
import { CreateServiceClient } from './create-service-client.js';
import { RemoveClient } from './remove-client.js';
import { RenewClientSecret } from './renew-client-secret.js';

const administrators = { people: ['administrator'] };

interface ClientParameter {
  id: string;
}

/** Services that get tokens of their own (A3), and registered devices (A4), for administrators. */
@ApiTags('clients')
@ProblemResponse(401, { 'missing-token': 'Nobody is signed in', 'expired-token': 'The token ran out' })
@ProblemResponse(403, { 'role-required': 'Clients are for administrators' })
@ProblemResponse(503, { 'database-unavailable': 'The database does not answer; try again shortly' })
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: ClientsQueries,
    private readonly configuration: AuthConfiguration,
  ) {}

  /** Lists services and devices by their ids, page by page. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List clients',
    description: 'Services, those of the system itself too, and registered devices. Never their secrets.',
  })
  @ApiResponse({ status: 200, standardSchema: clientPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is wrong or unknown; `errors` names it',
    'invalid-cursor': 'The cursor is not one that this list gave',
  })
  list(@Query({ schema: clientsQuery }) query: ClientsQuery): Promise<ClientPage> {
    return this.queries.page(query);
  }

  /** Makes a client for a service. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Make a client for a service',
    description:
      'The secret is in this answer alone. Where the answer was lost, the same request under its Idempotency-Key ' +
      'answers without it: ask for a new one.',
  })
  @ApiResponse({ status: 201, description: 'Made', standardSchema: createdClient })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, wrong or unknown, or a scope does not exist; `errors` names it',
  })
  @ProblemResponse(409, { 'client-id-taken': 'Another client has this id already' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  create(
    @Body({ schema: newServiceClient }) body: NewServiceClient,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CreatedClient> {
    requireKnownScopes(body, this.configuration.OIDC_AUDIENCE);
    const client = { ...body, audience: body.audience ?? this.configuration.OIDC_AUDIENCE };
    return this.commands.execute(new CreateServiceClient(client, idempotencyKey));
  }

  /** Gives a client a new secret. */
  @Post(':id/secret')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Give a client a new secret',
    description: 'It is in this answer alone, and the one before ends at once.',
  })
  @ApiResponse({ status: 200, standardSchema: clientSecret })
  @ProblemResponse(400, { 'invalid-request': 'The id is none' })
  @ProblemResponse(404, { 'client-not-found': 'There is no such client' })
  @ProblemResponse(409, { 'client-configured': 'Its secret is in the configuration' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  renewSecret(
    @Param({ schema: clientParameter }) { id }: ClientParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<ClientSecret> {
    return this.commands.execute(new RenewClientSecret(id, idempotencyKey));
  }

  /** Removes a client. */
  @Delete(':id')
  @HttpCode(204)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Remove a client',
    description: 'It gets no more tokens; those that it got run out within five minutes.',
  })
  @ApiResponse({ status: 204, description: 'Removed' })
  @ProblemResponse(400, { 'invalid-request': 'The id is none' })
  @ProblemResponse(404, { 'client-not-found': 'There is no such client, or not any more' })
  @ProblemResponse(409, { 'client-configured': 'It is a client of the system itself' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'Another request was sent under this key' })
  remove(
    @Param({ schema: clientParameter }) { id }: ClientParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RemoveClient(id, idempotencyKey));
  }
}
