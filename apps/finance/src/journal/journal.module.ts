import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { JournalQueries } from './journal.queries.js';
import { JournalSchedule } from './journal.schedule.js';
import { LostDays } from './lost-days.js';
import { RestoreDayHandler } from './restore-day.js';
import { RestoringSchedule } from './restoring.schedule.js';

/** The day journal: one file per closed day, from which Finance restores the days of a lost database. */
@Module({
  imports: [CqrsModule],
  providers: [JournalQueries, JournalSchedule, LostDays, RestoreDayHandler, RestoringSchedule],
})
export class JournalModule {}
