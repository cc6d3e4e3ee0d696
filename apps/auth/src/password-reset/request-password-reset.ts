import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CheckYourMail } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { accountOf } from '../users/account-of.js';
import { withoutCapitals } from '../database/without-capitals.js';
import { EvenAnswers } from '../limits/even-answers.js';
import { ResetLinks } from '../reset-links/reset-links.js';

/**
 * Requests a password reset link without being signed in (A9). If a person has this address, they get the link by mail;
 * neither the response nor its timing reveals whether they exist. Concurrent requests for a person mail one link.
 */
export class RequestPasswordReset extends Command<CheckYourMail> {
  constructor(
    readonly email: string,
    readonly language: MailLanguage,
    readonly idempotencyKey: IdempotencyKey | undefined,
  ) {
    super();
  }
}

@CommandHandler(RequestPasswordReset)
export class RequestPasswordResetHandler implements ICommandHandler<RequestPasswordReset> {
  constructor(
    private readonly database: Database,
    private readonly resetLinks: ResetLinks,
    private readonly answers: EvenAnswers,
  ) {}

  async execute({ email, language, idempotencyKey }: RequestPasswordReset): Promise<CheckYourMail> {
    const account = accountOf(email);
    const answer = await this.answers.shared(`password-reset ${account}`, () =>
      this.database.once(idempotencyKey, async (tx) => {
        const person = await lockPersonByEmail(tx, account);
        if (person) {
          const { id: userId, email: to } = person;
          await this.resetLinks.mail(tx, { userId, email: to, language, askedBy: 'anyone' });
        }
        return { status: 'check-your-mail' as const, email };
      }),
    );
    // The request that did the work may have spelled the address in another way.
    return { ...answer, email };
  }
}

/** Locks the person, so that of two concurrent requests the second revokes the first one's link. */
async function lockPersonByEmail(
  tx: Transaction,
  account: string,
): Promise<{ id: string; email: string } | undefined> {
  const [person] = await tx.query<{ id: string; email: string }[]>(
    `select id, email from users
     where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and not is_deleted
     for update`,
    [account],
  );
  return person;
}
