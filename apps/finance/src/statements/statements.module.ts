import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Mailer, mailerOf } from '@ates/mail';
import { FinanceConfiguration } from '../config.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ResendStatementHandler } from './resend-statement.js';
import { SendDueStatementHandler } from './send-due-statement.js';
import { StatementsController } from './statements.controller.js';
import { StatementMetrics } from './statements.metrics.js';
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
    StatementMetrics,
    {
      provide: Mailer,
      inject: [FinanceConfiguration],
      useFactory: (configuration: FinanceConfiguration): Mailer => mailerOf(configuration),
    },
  ],
})
export class StatementsModule {}
