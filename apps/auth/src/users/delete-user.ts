import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { userDeleted } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { removeCredentials } from '../credentials/password-credentials.js';
import { revokeResetLinks } from '../reset-links/reset-links.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { lockAdministrators, requireAnotherAdministrator } from './administrators.js';
import { findUserToChange } from './find-user.js';

/**
 * Deletes a person (A1), signs them out everywhere and frees their e-mail. Throws the Problems `user-not-found` and
 * `last-administrator`.
 */
export class DeleteUser extends Command<void> {
  constructor(
    readonly userId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(DeleteUser)
export class DeleteUserHandler implements ICommandHandler<DeleteUser> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async execute({ userId, idempotencyKey }: DeleteUser): Promise<void> {
    await this.database.once(idempotencyKey, async (tx) => {
      const administrators = await lockAdministrators(tx);
      const user = await findUserToChange(tx, userId);
      requireAnotherAdministrator(administrators, userId);
      user.delete(this.clock.now());
      await tx.save(user);
      await recordSecurity(tx, { action: 'user.deleted', subject: { kind: 'person', id: userId } });
      await removeCredentials(tx, userId);
      await revokeSessions(tx, userId);
      await revokeResetLinks(tx, userId);
      const timestamp = user.changedAt.toISOString();
      await this.outbox.add(tx, [newEvent(userDeleted, { user_id: userId, timestamp })]);
      return null;
    });
  }
}
