import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type IdempotencyKey } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { storePassword } from '../credentials/password-credentials.js';
import { AuthConfiguration } from '../config.js';
import { NewPasswords } from '../credentials/new-passwords.js';
import { Mails } from '../mails/mails.js';
import { revokeResetLinks } from '../reset-links/reset-links.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { findUserToChange } from './find-user.js';
import { ownerOfPassword } from './password-owner.js';

/**
 * Sets a person's password. Ends all their sessions, revokes their reset links and notifies them by mail. Throws the
 * Problem `user-not-found` and those of `NewPasswords`.
 */
export class SetPassword extends Command<void> {
  constructor(
    readonly userId: string,
    readonly password: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(SetPassword)
export class SetPasswordHandler implements ICommandHandler<SetPassword> {
  constructor(
    private readonly database: Database,
    private readonly newPasswords: NewPasswords,
    private readonly mails: Mails,
    private readonly configuration: AuthConfiguration,
  ) {}

  async execute({ userId, password, idempotencyKey }: SetPassword): Promise<void> {
    const hash = await this.newPasswords.hash(password, await ownerOfPassword(this.database, userId));
    await this.database.once(idempotencyKey, async (tx) => {
      const { email } = await findUserToChange(tx, userId);
      await storePassword(tx, userId, hash);
      await revokeSessions(tx, userId);
      await revokeResetLinks(tx, userId);
      const language = this.configuration.MAIL_LANGUAGE;
      await this.mails.add(tx, {
        kind: 'password-changed',
        to: email,
        language,
        askedBy: 'staff',
        words: {},
      });
      await recordSecurity(tx, { action: 'password.set', subject: { kind: 'person', id: userId } });
      return null;
    });
  }
}
