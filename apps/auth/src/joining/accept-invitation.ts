import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { InvitationAcceptance, UserView } from '@ates/contracts';
import { Database, Problem, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { AuthConfiguration } from '../config.js';
import { storeBeak } from '../credentials/beak-credentials.js';
import { ChosenSecrets, type HashedSecrets } from '../credentials/chosen-secrets.js';
import { hasCredentials, storePassword } from '../credentials/password-credentials.js';
import {
  findInvitation,
  markAccepted,
  ownerOfInvitation,
  type StoredInvitation,
} from '../invitations/invitations.queries.js';
import { deadLink, OneTimeLinks, readLink } from '../links/one-time-links.js';
import { findUserToChange } from '../users/find-user.js';
import { NewPeople } from './new-people.js';
import { requireInvitations } from '../registration-mode.js';

/** Accepts an invitation with the token of its link (A9) and sets a password, a beak (A4) or both. */
export class AcceptInvitation extends Command<UserView> {
  constructor(
    readonly acceptance: InvitationAcceptance,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/**
 * Throws the Problems of a dead link, `invitations-closed`, `email-taken` (the address has an account by now),
 * `beak-taken`, `name-needed`, and those of `NewPasswords`. After any of them the link, if not dead, still works.
 */
@CommandHandler(AcceptInvitation)
export class AcceptInvitationHandler implements ICommandHandler<AcceptInvitation> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly people: NewPeople,
    private readonly secrets: ChosenSecrets,
    private readonly links: OneTimeLinks,
  ) {}

  async execute({ acceptance, idempotencyKey }: AcceptInvitation): Promise<UserView> {
    const secrets = await this.hashed(acceptance);
    return this.database.once(idempotencyKey, async (tx) => {
      const id = await this.links.use(tx, 'invitation', acceptance.token);
      const invitation = await findInvitation(tx, id);
      if (!invitation) {
        throw deadLink('revoked');
      }
      await markAccepted(tx, id);
      const person =
        invitation.userId === null
          ? await this.join(tx, invitation, acceptance.name ?? invitation.name, secrets)
          : await this.setSecrets(tx, invitation.userId, secrets);
      await recordSecurity(tx, {
        action: 'invitation.accepted',
        actor: { kind: 'person', id: person.uuid },
        subject: { kind: 'invitation', id },
        details: { email: invitation.email },
      });
      return person;
    });
  }

  private async join(
    tx: Transaction,
    { email, roles }: StoredInvitation,
    name: string | null,
    secrets: HashedSecrets,
  ): Promise<UserView> {
    requireInvitations(this.configuration);
    if (name === null) {
      throw new Problem('invalid', 'name-needed', 'Enter your name.', {
        errors: [{ path: 'name', code: 'empty', message: 'must not be empty' }],
      });
    }
    const person = { name, email, roles, details: {}, ...secrets };
    const user = await this.people.add(tx, person);
    return user.view();
  }

  /** Sets the credentials of a person an administrator has already added. The link must not replace existing ones. */
  private async setSecrets(
    tx: Transaction,
    userId: string,
    { passwordHash, beak }: HashedSecrets,
  ): Promise<UserView> {
    const user = await findUserToChange(tx, userId);
    if (await hasCredentials(tx, userId)) {
      throw deadLink('used');
    }
    if (passwordHash !== undefined) {
      await storePassword(tx, userId, passwordHash);
    }
    if (beak !== undefined) {
      await storeBeak(tx, userId, beak);
    }
    return user.view();
  }

  /** Hashes only for a known link, because hashing is expensive. */
  private async hashed(acceptance: InvitationAcceptance): Promise<HashedSecrets> {
    const { state, subject } = await readLink(this.database, 'invitation', acceptance.token);
    if (subject === undefined) {
      throw deadLink(state === 'open' ? 'unknown' : state);
    }
    return this.secrets.hashed(acceptance, await ownerOfInvitation(this.database, subject, acceptance.name));
  }
}
