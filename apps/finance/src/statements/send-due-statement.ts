import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { hostOf, Mailer, makeMailAttempt, recipientOf } from '@ates/mail';
import { Database, requireCurrentLease } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { claimDueStatement, statementTable, type ClaimedStatement } from './deliveries.js';
import { writeStatement } from './statement-mail.js';
import { StatementsQueries } from './statements.queries.js';

/** Mails the longest-due statement, if any (F7). Returns whether there was one. */
export class SendDueStatement extends Command<boolean> {
  constructor(readonly signal: AbortSignal) {
    super();
  }
}

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
    const send = (ending: AbortSignal) => this.send(claimed, ending);
    await makeMailAttempt(statementTable.attempt(this.database, claimed, send), signal);
    return true;
  }

  private async send(claimed: ClaimedStatement, signal: AbortSignal): Promise<void> {
    const to = recipientOf(claimed);
    const statement = await this.queries.statement(claimed.user, claimed.date);
    const { MAIL_LANGUAGE: language, BUSINESS_TIME_ZONE: timeZone } = this.configuration;
    const content = writeStatement(statement, { language, timeZone });
    const { messageId, date, user } = claimed;
    // Another instance may have claimed this statement while this one was frozen.
    requireCurrentLease();
    await this.mailer.send({ ...content, to, messageId, name: `${date}.${user}` }, signal);
  }
}
