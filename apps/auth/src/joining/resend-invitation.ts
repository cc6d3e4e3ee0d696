import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { InvitationView } from '@ates/contracts';
import { Database, type IdempotencyKey } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { Invitations } from '../invitations/invitations.js';
import { findInvitation } from '../invitations/invitations.queries.js';
import { revokeLinks } from '../links/one-time-links.queries.js';
import { invitationNotFound, viewInvitation } from './invited-people.queries.js';
import { findInviter } from './inviters.js';
import { requireInvitations } from '../registration-mode.js';

/** Sends an invitation again, expired or not; a new link replaces the previous one. */
export class ResendInvitation extends Command<InvitationView> {
  constructor(
    readonly id: string,
    readonly inviterId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problems `invitation-not-found`, `invitations-closed` and `too-many-mails`. */
@CommandHandler(ResendInvitation)
export class ResendInvitationHandler implements ICommandHandler<ResendInvitation> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly invitations: Invitations,
  ) {}

  execute({ id, inviterId, idempotencyKey }: ResendInvitation): Promise<InvitationView> {
    return this.database.once(idempotencyKey, async (tx) => {
      // Same lock order as accepting an invitation, to avoid deadlocks.
      await revokeLinks(tx, 'invitation', id);
      const invitation = await findInvitation(tx, id);
      if (!invitation) {
        throw invitationNotFound();
      }
      if (invitation.userId === null) {
        requireInvitations(this.configuration);
      }
      await this.invitations.renew(tx, invitation, await findInviter(tx, inviterId));
      return viewInvitation(tx, id);
    });
  }
}
