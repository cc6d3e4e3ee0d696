import { isDeepStrictEqual } from 'node:util';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { userChanged, type UserChange, type UserView } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Clock, Database, isUniqueViolation, type IdempotencyKey, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { AuthConfiguration } from '../config.js';
import { Mails } from '../mails/mails.js';
import { revokeResetLinks } from '../reset-links/reset-links.js';
import { lockAdministrators, requireAnotherAdministrator } from './administrators.js';
import { findUserToChange } from './find-user.js';
import { lastSignInOf } from './last-sign-ins.js';
import { changedMeanwhile, emailTaken, User } from './user.entity.js';

/**
 * Changes a person's data (A1). Throws the Problems `user-not-found`, `user-changed`, `email-taken` and
 * `last-administrator`.
 */
export class ChangeUser extends Command<UserView> {
  constructor(
    readonly userId: string,
    readonly change: UserChange,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(ChangeUser)
export class ChangeUserHandler implements ICommandHandler<ChangeUser> {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly mails: Mails,
    private readonly configuration: AuthConfiguration,
  ) {}

  execute({
    userId,
    change: { unchanged_since: seen, ...change },
    idempotencyKey,
  }: ChangeUser): Promise<UserView> {
    return this.database.once(idempotencyKey, async (tx) => {
      const administrators = await lockAdministrators(tx);
      const user = await findUserToChange(tx, userId);
      if (seen !== undefined && user.isChangedSince(seen)) {
        throw changedMeanwhile(user.name);
      }
      const before = user.view();
      if (user.change(change, this.clock.now())) {
        await this.store(tx, user, administrators);
        // Reset links mailed to the old address must stop working.
        if (user.email !== before.email) {
          await revokeResetLinks(tx, userId);
        }
        await recordChange(tx, before, user.view());
        await this.announceAddress(tx, user, before.email);
      }
      return user.view(await lastSignInOf(tx, userId));
    });
  }

  /** Notifies both addresses, so that the owner of either can notice an unwanted change. */
  private async announceAddress(tx: Transaction, { name, email }: User, before: string): Promise<void> {
    if (email === before) {
      return;
    }
    const words = { name, address: email };
    const { MAIL_LANGUAGE: language } = this.configuration;
    for (const to of [before, email]) {
      await this.mails.add(tx, { kind: 'address-changed', to, language, askedBy: 'staff', words });
    }
  }

  private async store(tx: Transaction, user: User, administrators: ReadonlySet<string>): Promise<void> {
    if (!user.isAdministrator) {
      requireAnotherAdministrator(administrators, user.id);
    }
    await updateUser(tx, user);
    await this.outbox.add(tx, [
      newEvent(userChanged, { user_id: user.id, timestamp: user.changedAt.toISOString() }),
    ]);
  }
}

/**
 * Role changes have their own action, so that they can be filtered. Details are free text, so only the fact is
 * recorded.
 */
async function recordChange(tx: Transaction, before: UserView, after: UserView): Promise<void> {
  const subject = { kind: 'person', id: after.uuid } as const;
  if (!isDeepStrictEqual(before.roles, after.roles)) {
    const details = { before: before.roles, after: after.roles };
    await recordSecurity(tx, { action: 'user.roles-changed', subject, details });
  }
  const details = {
    ...(before.name === after.name ? {} : { name_before: before.name, name_after: after.name }),
    ...(before.email === after.email ? {} : { email_before: before.email, email_after: after.email }),
    ...(isDeepStrictEqual(before.details, after.details) ? {} : { details_changed: true }),
  };
  if (Object.keys(details).length > 0) {
    await recordSecurity(tx, { action: 'user.changed', subject, details });
  }
}

async function updateUser(tx: Transaction, user: User): Promise<void> {
  try {
    await tx.save(user);
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken(user.email) : error;
  }
}
