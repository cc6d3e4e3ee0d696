import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { findInvitation, markRevoked } from '../invitations/invitations.queries.js';
import { revokeLinks } from '../links/one-time-links.queries.js';
import { invitationNotFound } from './invited-people.queries.js';

/** Revokes an invitation, so that its link stops working. */
export class RevokeInvitation extends Command<void> {
  constructor(
    readonly id: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problem `invitation-not-found`. */
@CommandHandler(RevokeInvitation)
export class RevokeInvitationHandler implements ICommandHandler<RevokeInvitation> {
  constructor(private readonly database: Database) {}

  async execute({ id, idempotencyKey }: RevokeInvitation): Promise<void> {
    await this.database.once(idempotencyKey, async (tx) => {
      // Same lock order as accepting an invitation, to avoid deadlocks.
      await revokeLinks(tx, 'invitation', id);
      const invitation = await findInvitation(tx, id);
      if (!invitation) {
        throw invitationNotFound();
      }
      await markRevoked(tx, id);
      await recordSecurity(tx, {
        action: 'invitation.revoked',
        subject: { kind: 'invitation', id },
        details: { email: invitation.email },
      });
      return null;
    });
  }
}
