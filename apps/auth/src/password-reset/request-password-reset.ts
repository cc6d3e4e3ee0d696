import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckYourMail } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { accountOf } from '../users/account-of.js';
import { withoutCapitals } from '../database/without-capitals.js';
import { ResetLinks } from '../reset-links/reset-links.js';

/**
 * The minimum duration of a request, in milliseconds, whether or not the person exists. It exceeds the time the work
 * takes, so the response time reveals nothing.
 */
export const minimumMilliseconds = 300;

/**
 * Requests a password reset link without being signed in (A9). If a person has this address, they get the link by mail;
 * neither the response nor its timing reveals whether they exist.
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
  ) {}

  async execute({ email, language, idempotencyKey }: RequestPasswordReset): Promise<CheckYourMail> {
    const minimumTime = delay(minimumMilliseconds);
    const answer = await this.database.once(idempotencyKey, async (tx) => {
      const person = await lockPersonByEmail(tx, accountOf(email));
      if (person) {
        const { id: userId, email: to } = person;
        await this.resetLinks.mail(tx, { userId, email: to, language, askedBy: 'anyone' });
      }
      return { status: 'check-your-mail' as const, email };
    });
    await minimumTime;
    return answer;
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
