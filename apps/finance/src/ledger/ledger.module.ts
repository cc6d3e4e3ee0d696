import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccountingController } from './accounting.controller.js';
import { AuditLogExport } from './audit-log-export.js';
import { BusinessTimeZone } from './business-time-zone.js';
import { LedgerQueries } from './ledger.queries.js';
import { PostTaskEventsHandler } from './post-task-events.js';
import { TasksConsumer } from './tasks.consumer.js';

/** Accounts and the postings between them. */
@Module({
  imports: [CqrsModule],
  controllers: [AccountingController, TasksConsumer],
  providers: [PostTaskEventsHandler, BusinessTimeZone, LedgerQueries, AuditLogExport],
})
export class LedgerModule {}
