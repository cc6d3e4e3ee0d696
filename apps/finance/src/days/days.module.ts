import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AwaitedProducers } from './awaited-producers.js';
import { CloseDayHandler } from './close-day.js';
import { CloseDueDayHandler } from './close-due-day.js';
import { DaysController } from './days.controller.js';
import { DaysQueries } from './days.queries.js';
import { DaysSchedule } from './days.schedule.js';
import { OpenDayController } from './open-day.controller.js';
import { OpenDayQueries } from './open-day.queries.js';
import { PastOpenDays } from './past-open-days.js';

/** Working days: closing them, and their totals. */
@Module({
  imports: [CqrsModule],
  controllers: [DaysController, OpenDayController],
  providers: [
    AwaitedProducers,
    CloseDayHandler,
    CloseDueDayHandler,
    DaysQueries,
    DaysSchedule,
    OpenDayQueries,
    PastOpenDays,
  ],
})
export class DaysModule {}
