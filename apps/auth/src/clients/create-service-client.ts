import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ClientView, CreatedClient } from '@ates/contracts';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { hashOfRandomSecret, newRandomSecret } from '../credentials/random-secrets.js';
import { insertServiceClient, type ServiceClient } from '../oidc/service-clients.js';
import { withSecretOnce } from './client-secrets.js';
import { storedServiceClients } from './stored-clients-sql.js';

/** Creates a client for an external service (A3). Throws the Problem `client-id-taken`. */
export class CreateServiceClient extends Command<CreatedClient> {
  constructor(
    readonly client: ServiceClient,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(CreateServiceClient)
export class CreateServiceClientHandler implements ICommandHandler<CreateServiceClient> {
  constructor(private readonly database: Database) {}

  async execute({ client, idempotencyKey }: CreateServiceClient): Promise<CreatedClient> {
    const secret = newRandomSecret();
    const secretHash = hashOfRandomSecret(secret);
    return withSecretOnce(this.database, idempotencyKey, secret, async (tx) => {
      await insertServiceClient(tx, client, secretHash);
      await recordSecurity(tx, {
        action: 'client.created',
        subject: { kind: 'client', id: client.id },
        details: { audience: client.audience, scopes: client.scopes },
      });
      return findServiceClient(tx, client.id);
    });
  }
}

async function findServiceClient(tx: Transaction, id: string): Promise<ClientView> {
  const [client] = await tx.query<ClientView[]>(`${storedServiceClients} where id = $1`, [id]);
  if (!client) {
    throw new Error(`Client ${id} is missing right after it was created`);
  }
  return client;
}
