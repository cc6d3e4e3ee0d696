import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Role, UserView } from '@ates/contracts';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { Mails } from '../mails/mails.js';
import { findRegistrationToDecide } from './decide-registration.js';
import { joinPerson } from './join-person.js';
import { NewPeople } from './new-people.js';
import { deleteRegistration } from './registrations.queries.js';

/** Accepts a pending registration with the given roles and notifies the person by mail (A9). */
export class AcceptRegistration extends Command<UserView> {
  constructor(
    readonly id: string,
    readonly roles: Role[],
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problems `registration-not-found`, `email-taken` and, if the person has only a photo, `beak-taken`. */
@CommandHandler(AcceptRegistration)
export class AcceptRegistrationHandler implements ICommandHandler<AcceptRegistration> {
  constructor(
    private readonly database: Database,
    private readonly people: NewPeople,
    private readonly mails: Mails,
  ) {}

  execute({ id, roles, idempotencyKey }: AcceptRegistration): Promise<UserView> {
    return this.database.once(idempotencyKey, async (tx) => {
      const registration = await findRegistrationToDecide(tx, id);
      await deleteRegistration(tx, id);
      const { user } = await joinPerson(tx, this.people, registration, roles);
      const { email: to, language, name } = registration;
      await recordSecurity(tx, {
        action: 'approval.accepted',
        subject: { kind: 'person', id: user.id },
        details: { email: to, roles },
      });
      await this.mails.add(tx, {
        kind: 'registration-accepted',
        to,
        language,
        askedBy: 'staff',
        words: { name },
      });
      return user.view();
    });
  }
}
