import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewUser, UserView } from '@ates/contracts';
import { Outbox } from '@ates/messaging';
import { Clock, Database, type IdempotencyKey } from '@ates/platform';
import { Invitations } from '../invitations/invitations.js';
import { addUser } from './add-user.js';

/** Adds a person without a password (A1) and mails them a link to choose how they sign in (A9). */
export class AddInvitedPerson extends Command<UserView> {
  constructor(
    readonly person: NewUser,
    readonly inviterId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problems `email-taken` and `too-many-mails`. */
@CommandHandler(AddInvitedPerson)
export class AddInvitedPersonHandler implements ICommandHandler<AddInvitedPerson> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly invitations: Invitations,
  ) {}

  execute({ person, inviterId, idempotencyKey }: AddInvitedPerson): Promise<UserView> {
    const { name, email, roles, details = {} } = person;
    return this.database.once(idempotencyKey, async (tx) => {
      const user = await addUser(tx, this.outbox, { name, email, roles, details }, this.clock.now());
      // The mail of an added person does not name the administrator.
      await this.invitations.add(tx, { email, name, roles, userId: user.id }, { id: inviterId, name: '' });
      return user.view();
    });
  }
}
