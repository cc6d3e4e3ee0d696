import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress } from '@ates/contracts';
import { hostOf, Mailer, MailRefused, MailServerFailed, pauseSeconds } from '@ates/mail';
import { Database, isDatabaseFailure, outsideLease, requireCurrentLease } from '@ates/platform';
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

const attemptMilliseconds = 60_000;

/** A few days of waiting for Auth to return the person. */
const attemptsToLearnAddress = 200;

/**
 * Records each attempt before making it, and its outcome afterwards. If the process crashes after the mail server
 * accepted the mail, no outcome is recorded and the mail goes out again with the same Message-ID. Rethrows
 * MailServerFailed after recording it, so that the caller backs off instead of trying every other statement.
 */
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
    try {
      await this.send(claimed, AbortSignal.any([signal, AbortSignal.timeout(attemptMilliseconds)]));
    } catch (error) {
      await outsideLease(() => this.recordFailure(claimed, error));
      return true;
    }
    // Record a mail that is out even if another instance now holds the lease: otherwise it would be sent again.
    await outsideLease(() => markSent(this.database, claimed));
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

  private async recordFailure(claimed: ClaimedStatement, error: unknown): Promise<void> {
    if (isDatabaseFailure(error)) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof MailRefused) {
      await park(this.database, claimed, reason);
      return;
    }
    await scheduleRetry(this.database, claimed, reason, pauseSeconds(claimed.attempt));
    if (error instanceof MailServerFailed) {
      throw error;
    }
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
