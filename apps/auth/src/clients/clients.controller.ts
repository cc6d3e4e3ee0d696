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

/** Clients for administrators: services with their own tokens (A3) and registered devices (A4). */
@ApiTags('clients')
@ProblemResponse(401, {
  'missing-token': 'The request has no access token',
  'expired-token': 'The token has expired',
})
@ProblemResponse(403, { 'role-required': 'Only administrators can manage clients' })
@ProblemResponse(503, { 'database-unavailable': 'The database is unavailable; try again shortly' })
@Controller('clients')
export class ClientsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: ClientsQueries,
    private readonly configuration: AuthConfiguration,
  ) {}

  /** Lists services and devices, ordered by id, in pages. */
  @Get()
  @Allow(administrators)
  @ApiOperation({
    summary: 'List clients',
    description: "Services, including the system's own, and registered devices. Secrets are never included.",
  })
  @ApiResponse({ status: 200, standardSchema: clientPage })
  @ProblemResponse(400, {
    'invalid-request': 'A parameter is invalid or unknown; `errors` names it',
    'invalid-cursor': 'The cursor does not come from this list',
  })
  list(@Query({ schema: clientsQuery }) query: ClientsQuery): Promise<ClientPage> {
    return this.queries.page(query);
  }

  /** Creates a client for a service. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: 'Create a client for a service',
    description:
      'Only this response contains the secret. If it is lost, repeating the request with the same Idempotency-Key ' +
      'returns the client without its secret; request a new one.',
  })
  @ApiResponse({ status: 201, description: 'Created', standardSchema: createdClient })
  @ProblemResponse(400, {
    'invalid-request': 'A field is missing, invalid or unknown, or a scope does not exist; `errors` names it',
  })
  @ProblemResponse(409, { 'client-id-taken': 'Another client already has this id' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  create(
    @Body({ schema: newServiceClient }) body: NewServiceClient,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<CreatedClient> {
    requireKnownScopes(body, this.configuration.OIDC_AUDIENCE);
    const client = { ...body, audience: body.audience ?? this.configuration.OIDC_AUDIENCE };
    return this.commands.execute(new CreateServiceClient(client, idempotencyKey));
  }

  /** Replaces a client's secret. */
  @Post(':id/secret')
  @HttpCode(200)
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiOperation({
    summary: "Replace a client's secret",
    description: 'Only this response contains the new secret. The previous one stops working at once.',
  })
  @ApiResponse({ status: 200, standardSchema: clientSecret })
  @ProblemResponse(400, { 'invalid-request': 'The id is invalid' })
  @ProblemResponse(404, { 'client-not-found': 'There is no such client' })
  @ProblemResponse(409, { 'client-configured': 'The secret of this client is set in the configuration' })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
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
    description: 'It gets no more tokens; those already issued expire within five minutes.',
  })
  @ApiResponse({ status: 204, description: 'Removed' })
  @ProblemResponse(400, { 'invalid-request': 'The id is invalid' })
  @ProblemResponse(404, { 'client-not-found': 'There is no such client' })
  @ProblemResponse(409, { 'client-configured': "It is one of the system's own clients" })
  @ProblemResponse(422, { 'idempotency-key-reused': 'This key was already used for a different request' })
  remove(
    @Param({ schema: clientParameter }) { id }: ClientParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RemoveClient(id, idempotencyKey));
  }
}
