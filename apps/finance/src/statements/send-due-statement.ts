import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { emailAddress } from '@ates/contracts';
import { hostOf, Mailer, MailRefused, MailServerFailed, pauseSeconds } from '@ates/mail';
import { Database, isDatabaseFailure, outsideLease, requireCurrentLease } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { claimDueStatement, notePark, notePause, noteSent, type ClaimedStatement } from './deliveries.js';
import { writeStatement } from './statement-mail.js';
import { StatementsQueries } from './statements.queries.js';

/** Mails the statement that is due longest, if there is one (F7); answers whether there was. */
export class SendDueStatement extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

const attemptMilliseconds = 60_000;

/** Some days of waiting for Auth to say who somebody is. */
const attemptsToLearnAddress = 200;

/**
 * An attempt is noted before it is made and its outcome afterwards: of a mail that was taken while we crashed the
 * outcome is missing, so it is sent again with the same Message-ID. Throws MailServerFailed, after it was noted, so that
 * the caller pauses instead of trying every other statement.
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
      await outsideLease(() => this.noteFailure(claimed, error));
      return true;
    }
    // A mail that is out is noted, whoever sends the next one: else it would be sent again.
    await outsideLease(() => noteSent(this.database, claimed));
    return true;
  }

  private async send(claimed: ClaimedStatement, signal: AbortSignal): Promise<void> {
    const to = addressOf(claimed);
    const statement = await this.queries.statement(claimed.user, claimed.date);
    const { MAIL_LANGUAGE: language, BUSINESS_TIME_ZONE: timeZone } = this.configuration;
    const content = writeStatement(statement, { language, timeZone });
    const { messageId, date, user } = claimed;
    // What this instance claimed before it froze may be claimed by another since.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `${date}.${user}` }, signal);
  }

  private async noteFailure(claimed: ClaimedStatement, error: unknown): Promise<void> {
    if (isDatabaseFailure(error)) {
      throw error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof MailRefused) {
      await notePark(this.database, claimed, reason);
      return;
    }
    await notePause(this.database, claimed, reason, pauseSeconds(claimed.attempt));
    if (error instanceof MailServerFailed) {
      throw error;
    }
  }
}

/** Auth may be somebody else's: only what is an address and nothing more is one. */
function addressOf({ email, attempt }: ClaimedStatement): string {
  if (email === null && attempt < attemptsToLearnAddress) {
    throw new Error('Auth has not said yet who this person is');
  }
  const address = emailAddress.safeParse(email);
  if (!address.success) {
    throw new MailRefused(
      'There is no e-mail address for this person, or it is not one that mail can be sent to',
    );
  }
  return address.data;
}
