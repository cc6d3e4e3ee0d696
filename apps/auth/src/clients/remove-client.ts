import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { clientNotFound, requireNotConfigured } from './changeable-clients.js';

/**
 * Removes a client (a service or a device), which gets no more tokens. Throws the Problems `client-configured` and
 * `client-not-found`.
 */
export class RemoveClient extends Command<void> {
  constructor(
    readonly clientId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RemoveClient)
export class RemoveClientHandler implements ICommandHandler<RemoveClient> {
  constructor(private readonly database: Database) {}

  async execute({ clientId, idempotencyKey }: RemoveClient): Promise<void> {
    requireNotConfigured(clientId);
    await this.database.once(idempotencyKey, async (tx) => {
      const removed = await tx.query<unknown[]>(
        `with service as (delete from service_client where id = $1 returning id),
              device as (delete from device_client where id = $1 returning id)
         select id from service union all select id from device`,
        [clientId],
      );
      if (removed.length === 0) {
        throw clientNotFound(clientId);
      }
      await recordSecurity(tx, { action: 'client.removed', subject: { kind: 'client', id: clientId } });
      return null;
    });
  }
}
