import { Module } from '@nestjs/common';
import { TaskPricesController } from './task-prices.controller.js';
import { TasksQueries } from './tasks.queries.js';
import { TasksReplica } from './tasks.replica.js';

/** The tasks that Finance has priced, and its copy of their descriptions. */
@Module({
  controllers: [TaskPricesController],
  providers: [TasksQueries, TasksReplica],
})
export class TasksModule {}
