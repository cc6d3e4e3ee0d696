import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CheckYourMail } from '@ates/contracts';
import { Database, Problem, type IdempotencyKey } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { findUserToChange } from './find-user.js';
import { ResetLinks } from '../reset-links/reset-links.js';

/**
 * Mails a password reset link to a person on an administrator's request (A9). Throws the Problems `user-not-found` and
 * `too-many-mails`.
 */
export class SendPasswordReset extends Command<CheckYourMail> {
  constructor(
    readonly userId: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(SendPasswordReset)
export class SendPasswordResetHandler implements ICommandHandler<SendPasswordReset> {
  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
    private readonly resetLinks: ResetLinks,
  ) {}

  execute({ userId, idempotencyKey }: SendPasswordReset): Promise<CheckYourMail> {
    return this.database.once(idempotencyKey, async (tx) => {
      const { email } = await findUserToChange(tx, userId);
      const language = this.configuration.MAIL_LANGUAGE;
      if (!(await this.resetLinks.mail(tx, { userId, email, language, askedBy: 'staff' }))) {
        throw tooManyMails();
      }
      return { status: 'check-your-mail' as const, email };
    });
  }
}

const hourSeconds = 60 * 60;

const tooManyMails = (): Problem =>
  new Problem(
    'too-many',
    'too-many-mails',
    'This address has reached its limit of mails in 24 hours. The link in the last one works until it expires after ' +
      'an hour; try again later.',
    { retryAfterSeconds: hourSeconds },
  );
