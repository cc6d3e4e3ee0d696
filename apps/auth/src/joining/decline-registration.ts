import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { Mails } from '../mails/mails.js';
import { findRegistrationToDecide } from './decide-registration.js';
import { deleteRegistration } from './registrations.queries.js';

/** Declines a pending registration: deletes the person's data and notifies them by mail (A9). */
export class DeclineRegistration extends Command<void> {
  constructor(
    readonly id: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Throws the Problem `registration-not-found`. */
@CommandHandler(DeclineRegistration)
export class DeclineRegistrationHandler implements ICommandHandler<DeclineRegistration> {
  constructor(
    private readonly database: Database,
    private readonly mails: Mails,
  ) {}

  async execute({ id, idempotencyKey }: DeclineRegistration): Promise<void> {
    await this.database.once(idempotencyKey, async (tx) => {
      const { email: to, language } = await findRegistrationToDecide(tx, id);
      await deleteRegistration(tx, id);
      await recordSecurity(tx, {
        action: 'approval.declined',
        subject: { kind: 'registration', id },
        details: { email: to },
      });
      await this.mails.add(tx, {
        kind: 'registration-declined',
        to,
        language,
        askedBy: 'staff',
        words: {},
      });
      return null;
    });
  }
}
