import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { setTimeout as delay } from 'node:timers/promises';
import type { CheckYourMail } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import { Database, type IdempotencyKey, type Transaction } from '@ates/platform';
import { accountOf } from '../users/account-of.js';
import { withoutCapitals } from '../users/without-capitals.js';
import { ResetLinks } from './reset-links.js';

/**
 * What each request takes at least, whether or not there is such a person: longer than the work takes, so that the time
 * of the answer reveals nothing.
 */
export const leastMilliseconds = 300;

/**
 * Someone who is not signed in asks for a link to a new password (A9). If a person has this address, they get it by
 * mail; neither the answer nor its time reveals whether there is one.
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
    const leastTime = delay(leastMilliseconds);
    const answer = await this.database.once(idempotencyKey, async (tx) => {
      const person = await lockPersonByEmail(tx, accountOf(email));
      if (person) {
        const { id: userId, email: to } = person;
        await this.resetLinks.mail(tx, { userId, email: to, language, askedBy: 'anyone' });
      }
      return { status: 'check-your-mail' as const, email };
    });
    await leastTime;
    return answer;
  }
}

/** Locked, so that of two requests at the same time the second revokes the link of the first. */
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
