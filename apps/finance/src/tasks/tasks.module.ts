import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ProducerTimelines } from '@ates/messaging';
import { Database } from '@ates/platform';
import { EarlierPricesSchedule } from './earlier-prices.schedule.js';
import { TaskPricesController } from './task-prices.controller.js';
import { compareTasks } from './task-changes.js';
import { TasksQueries } from './tasks.queries.js';
import { PricedTasksRefresh } from './priced-tasks.refresh.js';
import { PublishEarlierPricesHandler } from './publish-earlier-prices.js';
import { UnpricedTasks } from './unpriced-tasks.js';

/** The tasks that Finance has priced, and a cached copy of their descriptions. */
@Module({
  imports: [CqrsModule],
  controllers: [TaskPricesController],
  providers: [
    TasksQueries,
    PricedTasksRefresh,
    PublishEarlierPricesHandler,
    EarlierPricesSchedule,
    UnpricedTasks,
  ],
})
export class TasksModule {
  constructor(timelines: ProducerTimelines, database: Database) {
    timelines.onRestored('tasks', (tx, since) => compareTasks(tx, database.signals, since));
  }
}
