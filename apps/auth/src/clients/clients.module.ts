import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ClientsController } from './clients.controller.js';
import { ClientsQueries } from './clients.queries.js';
import { CreateServiceClientHandler } from './create-service-client.js';
import { RemoveClientHandler } from './remove-client.js';
import { RenewClientSecretHandler } from './renew-client-secret.js';

/** Clients outside the configuration: creating, listing and removing them, and replacing their secrets. */
@Module({
  imports: [CqrsModule],
  controllers: [ClientsController],
  providers: [CreateServiceClientHandler, RenewClientSecretHandler, RemoveClientHandler, ClientsQueries],
})
export class ClientsModule {}
