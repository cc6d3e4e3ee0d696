import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
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
  ApiRoute,
  Allow,
  ApiIdempotencyKey,
  type IdempotencyKey,
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
  @ApiRoute({
    summary: 'List clients',
    description: "Services, including the system's own, and registered devices. Secrets are never included.",
    answers: { 200: clientPage },
  })
  list(@Query({ schema: clientsQuery }) query: ClientsQuery): Promise<ClientPage> {
    return this.queries.page(query);
  }

  /** Creates a client for a service. */
  @Post()
  @Allow(administrators)
  @ApiIdempotencyKey()
  @ApiRoute({
    summary: 'Create a client for a service',
    description:
      'Only this response contains the secret. If it is lost, repeating the request with the same Idempotency-Key ' +
      'returns the client without its secret; request a new one.',
    answers: { 201: { description: 'Created', schema: createdClient } },
    problems: { 409: { 'client-id-taken': 'Another client already has this id' } },
  })
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
  @ApiRoute({
    summary: "Replace a client's secret",
    description: 'Only this response contains the new secret. The previous one stops working at once.',
    answers: { 200: clientSecret },
    problems: {
      404: { 'client-not-found': 'There is no such client' },
      409: { 'client-configured': 'The secret of this client is set in the configuration' },
    },
  })
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
  @ApiRoute({
    summary: 'Remove a client',
    description: 'It gets no more tokens; those already issued expire within five minutes.',
    answers: { 204: 'Removed' },
    problems: {
      404: { 'client-not-found': 'There is no such client' },
      409: { 'client-configured': "It is one of the system's own clients" },
    },
  })
  remove(
    @Param({ schema: clientParameter }) { id }: ClientParameter,
    @RequestIdempotencyKey() idempotencyKey: IdempotencyKey | undefined,
  ): Promise<void> {
    return this.commands.execute(new RemoveClient(id, idempotencyKey));
  }
}
