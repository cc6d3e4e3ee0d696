import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ClientSecret } from '@ates/contracts';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { AuthConfiguration } from '../config.js';
import { hashOfRandomSecret, newRandomSecret } from '../credentials/random-secrets.js';
import { clientNotFound, requireNotConfigured } from './changeable-clients.js';
import { withSecretOnce } from './client-secrets.js';

/**
 * Replaces a client's secret (A3); the previous one stops working immediately. Throws the Problems `client-configured`
 * and `client-not-found`.
 */
export class RenewClientSecret extends Command<ClientSecret> {
  constructor(
    readonly clientId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RenewClientSecret)
export class RenewClientSecretHandler implements ICommandHandler<RenewClientSecret> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
  ) {}

  async execute({ clientId, idempotencyKey }: RenewClientSecret): Promise<ClientSecret> {
    requireNotConfigured(clientId);
    const secret = newRandomSecret();
    const secretHash = hashOfRandomSecret(secret);
    return withSecretOnce(this.database, idempotencyKey, secret, async (tx) => {
      const renewed = await tx.query<unknown[]>(
        `with service as (update service_client set secret_hash = $2 where id = $1 returning id),
              device as (update device_client set secret_hash = $2 where id = $1 and $3::boolean returning id)
         select id from service union all select id from device`,
        [clientId, secretHash, this.configuration.REGISTERED_DEVICES],
      );
      if (renewed.length === 0) {
        throw clientNotFound(clientId);
      }
      await recordSecurity(tx, {
        action: 'client.secret-renewed',
        subject: { kind: 'client', id: clientId },
      });
      return { id: clientId };
    });
  }
}
