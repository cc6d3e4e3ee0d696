import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { MailLanguage } from '@ates/mail';
import { Database } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { NewPasswords } from '../credentials/new-passwords.js';
import { storePassword } from '../credentials/password-credentials.js';
import { forgetAttempts } from '../limits/attempt-limits.js';
import { deadLink, OneTimeLinks, readLink } from '../links/one-time-links.js';
import { Mails } from '../mails/mails.js';
import { revokeSessions } from '../sessions/revoke-sessions.js';
import { accountOf } from '../users/account-of.js';
import { findUserToChange } from '../users/find-user.js';
import { ownerOfPassword } from '../users/password-owner.js';

/**
 * Sets a new password with the token of a reset link (A9). Ends all the person's sessions, clears the failed attempts
 * counted against the account, and notifies the person by mail. Throws the Problems of `NewPasswords`, after which the
 * link still works, and those of a dead link.
 */
export class ResetPassword extends Command<void> {
  constructor(
    readonly token: string,
    readonly password: string,
    readonly language: MailLanguage,
  ) {
    super();
  }
}

@CommandHandler(ResetPassword)
export class ResetPasswordHandler implements ICommandHandler<ResetPassword> {
  constructor(
    private readonly database: Database,
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
    private readonly newPasswords: NewPasswords,
  ) {}

  async execute({ token, password, language }: ResetPassword): Promise<void> {
    const owner = await ownerOfPassword(this.database, await this.personOf(token));
    const hash = await this.newPasswords.hash(password, owner);
    await this.database.transaction(async (tx) => {
      const userId = await this.links.use(tx, 'reset-password', token);
      const { email } = await findUserToChange(tx, userId);
      await storePassword(tx, userId, hash);
      await revokeSessions(tx, userId);
      await recordSecurity(tx, {
        action: 'password.set',
        actor: { kind: 'person', id: userId },
        subject: { kind: 'person', id: userId },
        details: { by: 'link' },
      });
      await forgetAttempts(tx, accountOf(email));
      await this.mails.add(tx, {
        kind: 'password-changed',
        to: email,
        language,
        askedBy: 'staff',
        words: {},
      });
    });
  }

  /** The person of an open link. Checked before hashing, which is expensive. */
  private async personOf(token: string): Promise<string> {
    const { state, subject } = await readLink(this.database, 'reset-password', token);
    if (state !== 'open' || subject === undefined) {
      throw deadLink(state === 'open' ? 'unknown' : state);
    }
    return subject;
  }
}
