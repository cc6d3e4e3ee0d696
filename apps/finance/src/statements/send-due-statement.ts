import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress } from '@ates/contracts';
import { hostOf, Mailer, MailRefused, makeMailAttempt } from '@ates/mail';
import { Database, requireCurrentLease } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { claimDueStatement, markSent, park, scheduleRetry, type ClaimedStatement } from './deliveries.js';
import { writeStatement } from './statement-mail.js';
import { StatementsQueries } from './statements.queries.js';

/** Mails the longest-due statement, if any (F7). Returns whether there was one. */
export class SendDueStatement extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

/** A few days of waiting for Auth to return the person. */
const attemptsToLearnAddress = 200;

/** Claims a statement, which counts the attempt, and makes the attempt. Throws what `makeMailAttempt` throws. */
@CommandHandler(SendDueStatement)
export class SendDueStatementHandler implements ICommandHandler<SendDueStatement> {
  constructor(
    private readonly database: Database,
    private readonly queries: StatementsQueries,
    private readonly mailer: Mailer,
    private readonly configuration: FinanceConfiguration,
  ) {}

  async execute({ signal }: SendDueStatement): Promise<boolean> {
    const claimed = await claimDueStatement(this.database, hostOf(this.configuration.MAIL_FROM));
    if (!claimed) {
      return false;
    }
    await makeMailAttempt(
      {
        number: claimed.attempt,
        send: (ending) => this.send(claimed, ending),
        markSent: () => markSent(this.database, claimed),
        park: (reason) => park(this.database, claimed, reason),
        scheduleRetry: (reason, seconds) => scheduleRetry(this.database, claimed, reason, seconds),
      },
      signal,
    );
    return true;
  }

  private async send(claimed: ClaimedStatement, signal: AbortSignal): Promise<void> {
    const to = addressOf(claimed);
    const statement = await this.queries.statement(claimed.user, claimed.date);
    const { MAIL_LANGUAGE: language, BUSINESS_TIME_ZONE: timeZone } = this.configuration;
    const content = writeStatement(statement, { language, timeZone });
    const { messageId, date, user } = claimed;
    // Another instance may have claimed this statement while this one was frozen.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `${date}.${user}` }, signal);
  }
}

/** Returns the address to send to. Does not trust the identity provider: accepts a single plain address only. */
function addressOf({ email, attempt }: ClaimedStatement): string {
  if (email === null && attempt < attemptsToLearnAddress) {
    throw new Error('Auth has not returned this person yet');
  }
  const address = emailAddress.safeParse(email);
  if (!address.success) {
    throw new MailRefused('This person has no email address, or an invalid one');
  }
  return address.data;
}
