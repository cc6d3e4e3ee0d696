import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ConfirmedAddress } from '@ates/contracts';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { AuthConfiguration } from '../config.js';
import { deadLink, OneTimeLinks } from '../links/one-time-links.js';
import { endLinks } from '../links/one-time-links.queries.js';
import { joinPerson } from './join-person.js';
import { NewPeople } from './new-people.js';
import { registrationMode, requireRegistration } from '../registration-mode.js';
import {
  deleteOtherRegistrations,
  deleteRegistration,
  findUnconfirmed,
  hasAccount,
  lockAddressOf,
  markConfirmed,
  type StoredRegistration,
} from './registrations.queries.js';

/** Confirms an address with the token of the link in the mail (A9). */
export class ConfirmAddress extends Command<ConfirmedAddress> {
  constructor(
    readonly token: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * With open registration the person joins; by approval, they wait for an administrator. Throws the Problems of a dead
 * link and of `requireRegistration` (the mode may have changed since), `beak-taken` if the person's only credential is
 * a photo that someone else already uses, and `email-taken` if the address got an account concurrently. After any of
 * them the link, if not dead, still works.
 */
@CommandHandler(ConfirmAddress)
export class ConfirmAddressHandler implements ICommandHandler<ConfirmAddress> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly people: NewPeople,
    private readonly links: OneTimeLinks,
  ) {}

  execute({ token, idempotencyKey }: ConfirmAddress): Promise<ConfirmedAddress> {
    return this.database.once(idempotencyKey, async (tx) => {
      const id = await this.links.use(tx, 'confirm-address', token);
      // Links in other mails about this registration are no longer needed.
      await endLinks(tx, 'confirm-address', id);
      await lockAddressOf(tx, id);
      const registration = await findUnconfirmed(tx, id);
      if (!registration) {
        throw deadLink('revoked');
      }
      return this.confirm(tx, registration);
    });
  }

  private async confirm(tx: Transaction, registration: StoredRegistration): Promise<ConfirmedAddress> {
    const { id, email } = registration;
    await deleteOtherRegistrations(tx, email, id);
    if (await hasAccount(tx, email)) {
      await deleteRegistration(tx, id);
      return { outcome: 'already-registered', beak_taken: false };
    }
    requireRegistration(this.configuration, email);
    if (registrationMode(this.configuration) === 'by-approval') {
      await markConfirmed(tx, id);
      await recordConfirmed(tx, registration);
      return { outcome: 'waiting', beak_taken: false };
    }
    await deleteRegistration(tx, id);
    const { user, isBeakTaken } = await joinPerson(tx, this.people, registration, ['employee']);
    await recordConfirmed(tx, registration, user.id);
    return { outcome: 'registered', beak_taken: isBeakTaken };
  }
}

const recordConfirmed = (
  tx: Transaction,
  { id, email }: StoredRegistration,
  personId?: string,
): Promise<void> =>
  recordSecurity(tx, {
    action: 'address.confirmed',
    ...(personId !== undefined && { actor: { kind: 'person', id: personId } }),
    subject: { kind: 'registration', id },
    details: { email },
  });
