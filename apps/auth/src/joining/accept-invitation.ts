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
import { requireInvitations } from './registration-mode.js';

/** A person accepts an invitation by the link in the mail (A9), with a password, a beak (A4) or both. */
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
 * `beak-taken` and `name-needed`, and those of `NewPasswords`. Then the link can still be used.
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
          : await this.giveSecrets(tx, invitation.userId, secrets);
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
        errors: [{ path: 'name', message: 'must not be empty' }],
      });
    }
    const person = { name, email, roles, details: {}, ...secrets };
    const user = await this.people.add(tx, person);
    return user.view();
  }

  /** For a person whom an administrator added already. Once they have a password or beak, a link must not replace it. */
  private async giveSecrets(
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

  /** Nothing is hashed for a link that leads nowhere: hashing is what costs. */
  private async hashed(acceptance: InvitationAcceptance): Promise<HashedSecrets> {
    const { state, subject } = await readLink(this.database, 'invitation', acceptance.token);
    if (subject === undefined) {
      throw deadLink(state === 'open' ? 'unknown' : state);
    }
    return this.secrets.hashed(acceptance, await ownerOfInvitation(this.database, subject, acceptance.name));
  }
}
