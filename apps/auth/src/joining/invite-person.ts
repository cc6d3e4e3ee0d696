import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { InvitationView, NewInvitation } from '@ates/contracts';
import { Database, Problem, type IdempotencyKey } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { Invitations } from '../invitations/invitations.js';
import { isInvited, lockInvited } from '../invitations/invitations.queries.js';
import { emailTaken } from '../users/user.entity.js';
import { viewInvitation } from './invited-people.queries.js';
import { findInviter } from './inviters.js';
import { requireInvitations } from '../registration-mode.js';
import { hasAccount } from './registrations.queries.js';

/** Invites a person by mail (A9). */
export class InvitePerson extends Command<InvitationView> {
  constructor(
    readonly invited: NewInvitation,
    readonly inviterId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problems `invitations-closed`, `email-taken`, `already-invited` and `too-many-mails`. */
@CommandHandler(InvitePerson)
export class InvitePersonHandler implements ICommandHandler<InvitePerson> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly invitations: Invitations,
  ) {}

  execute({ invited, inviterId, idempotencyKey }: InvitePerson): Promise<InvitationView> {
    requireInvitations(this.configuration);
    const { email } = invited;
    return this.database.once(idempotencyKey, async (tx) => {
      await lockInvited(tx, email);
      if (await hasAccount(tx, email)) {
        throw emailTaken(email);
      }
      if (await isInvited(tx, email)) {
        throw alreadyInvited(email);
      }
      const id = await this.invitations.add(tx, invited, await findInviter(tx, inviterId));
      return viewInvitation(tx, id);
    });
  }
}

const alreadyInvited = (email: string): Problem =>
  new Problem(
    'conflict',
    'already-invited',
    `${email} already has an open invitation. Send that one again, or revoke it first.`,
  );
