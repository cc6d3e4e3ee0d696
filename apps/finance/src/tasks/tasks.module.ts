import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EarlierPricesSchedule } from './earlier-prices.schedule.js';
import { TaskPricesController } from './task-prices.controller.js';
import { TasksQueries } from './tasks.queries.js';
import { TasksReplica } from './tasks.replica.js';
import { TellEarlierPricesHandler } from './tell-earlier-prices.js';
import { UnpricedTasks } from './unpriced-tasks.js';

/** The tasks that Finance has priced, and its copy of their descriptions. */
@Module({
  imports: [CqrsModule],
  controllers: [TaskPricesController],
  providers: [TasksQueries, TasksReplica, TellEarlierPricesHandler, EarlierPricesSchedule, UnpricedTasks],
})
export class TasksModule {}
