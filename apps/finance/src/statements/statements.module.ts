import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { FinanceConfiguration } from '../config.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { FolderMailer } from './folder-mailer.js';
import { Mailer } from './mailer.js';
import { ResendStatementHandler } from './resend-statement.js';
import { SendDueStatementHandler } from './send-due-statement.js';
import { SmtpMailer } from './smtp-mailer.js';
import { StatementsController } from './statements.controller.js';
import { StatementsFigures } from './statements.figures.js';
import { StatementsQueries } from './statements.queries.js';
import { StatementsSchedule } from './statements.schedule.js';

/** Statements of closed days, over REST and by mail. */
@Module({
  imports: [CqrsModule, LedgerModule],
  controllers: [StatementsController],
  providers: [
    ResendStatementHandler,
    SendDueStatementHandler,
    StatementsQueries,
    StatementsSchedule,
    StatementsFigures,
    {
      provide: Mailer,
      inject: [FinanceConfiguration],
      useFactory: ({ SMTP_URL, MAIL_DIR, MAIL_FROM }: FinanceConfiguration): Mailer =>
        SMTP_URL ? new SmtpMailer(SMTP_URL, MAIL_FROM) : new FolderMailer(MAIL_DIR, MAIL_FROM),
    },
  ],
})
export class StatementsModule {}
