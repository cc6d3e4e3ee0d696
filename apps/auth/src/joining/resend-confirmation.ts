import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CheckYourMail } from '@ates/contracts';
import { Database, type IdempotencyKey } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { OneTimeLinks } from '../links/one-time-links.js';
import { Mails } from '../mails/mails.js';
import { mailConfirmation } from './mail-confirmation.js';
import { requireRegistration } from '../registration-mode.js';
import { findNewestUnconfirmed } from './registrations.queries.js';

/** Mails another link to confirm an address. The response is the same if there is nothing to confirm. */
export class ResendConfirmation extends Command<CheckYourMail> {
  constructor(
    readonly email: string,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

/** Earlier links keep working, because the daily limit may withhold the new mail. Throws like `requireRegistration`. */
@CommandHandler(ResendConfirmation)
export class ResendConfirmationHandler implements ICommandHandler<ResendConfirmation> {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    private readonly links: OneTimeLinks,
    private readonly mails: Mails,
  ) {}

  execute({ email, idempotencyKey }: ResendConfirmation): Promise<CheckYourMail> {
    requireRegistration(this.configuration, email);
    return this.database.once(idempotencyKey, async (tx) => {
      const registration = await findNewestUnconfirmed(tx, email);
      if (registration) {
        await mailConfirmation(tx, registration, this.links, this.mails);
      }
      return { status: 'check-your-mail' as const, email };
    });
  }
}
