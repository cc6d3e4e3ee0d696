import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CompleteTaskHandler } from './complete-task.js';
import { CreateTaskHandler } from './create-task.js';
import { TasksController } from './tasks.controller.js';
import { TasksQueries } from './tasks.queries.js';

/** The tasks themselves: creating, completing, reading them. */
@Module({
  imports: [CqrsModule],
  controllers: [TasksController],
  providers: [CreateTaskHandler, CompleteTaskHandler, TasksQueries],
})
export class TasksModule {}
