import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CheckYourMail } from '@ates/contracts';
import { Database, type IdempotencyKey } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { EvenAnswers } from '../limits/even-answers.js';
import { accountOf } from '../users/account-of.js';
import { requireRegistration } from '../registration-mode.js';
import { RegistrationMails } from './registration-mails.js';
import { findNewestUnconfirmed } from './registrations.queries.js';

/**
 * Mails another link to confirm an address. The response and its timing are the same if there is nothing to confirm.
 */
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
    private readonly mails: RegistrationMails,
    private readonly answers: EvenAnswers,
  ) {}

  async execute({ email, idempotencyKey }: ResendConfirmation): Promise<CheckYourMail> {
    requireRegistration(this.configuration, email);
    const answer = await this.answers.shared(`confirmation ${accountOf(email)}`, () =>
      this.database.once(idempotencyKey, async (tx) => {
        const registration = await findNewestUnconfirmed(tx, email);
        if (registration) {
          await this.mails.confirm(tx, registration);
        }
        return { status: 'check-your-mail' as const, email };
      }),
    );
    // The request that did the work may have spelled the address in another way.
    return { ...answer, email };
  }
}
