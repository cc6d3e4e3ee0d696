import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountingController } from './accounting.controller.js';
import { AuditLogExport } from './audit-log-export.js';
import { BusinessCalendar } from './business-calendar.js';
import { IncomeExport } from './income-export.js';
import { LedgerQueries } from './ledger.queries.js';
import { PostTaskEventsHandler } from './post-task-events.js';
import { ReversalsController } from './reversals.controller.js';
import { ReversePostingHandler } from './reverse-posting.js';
import { TaskPostingsController } from './task-postings.controller.js';
import { TaskPostingsQueries } from './task-postings.queries.js';
import { TasksConsumer } from './tasks.consumer.js';

/** Accounts and the postings between them. */
@Module({
  imports: [CqrsModule],
  controllers: [AccountingController, ReversalsController, TaskPostingsController, TasksConsumer],
  providers: [
    PostTaskEventsHandler,
    ReversePostingHandler,
    BusinessCalendar,
    LedgerQueries,
    TaskPostingsQueries,
    AuditLogExport,
    IncomeExport,
  ],
  exports: [LedgerQueries],
})
export class LedgerModule {}
