import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AssignTaskHandler } from './assign-task.js';
import { ChangeTaskHandler } from './change-task.js';
import { CompleteTaskHandler } from './complete-task.js';
import { CreateTaskHandler } from './create-task.js';
import { RedrawStrandedTasksHandler } from './redraw-stranded-tasks.js';
import { StrandedTasksSchedule } from './stranded-tasks.schedule.js';
import { TasksController } from './tasks.controller.js';
import { TasksQueries } from './tasks.queries.js';

/** Creating, editing, completing, redrawing and reading tasks. */
@Module({
  imports: [CqrsModule],
  controllers: [TasksController],
  providers: [
    CreateTaskHandler,
    ChangeTaskHandler,
    CompleteTaskHandler,
    AssignTaskHandler,
    RedrawStrandedTasksHandler,
    StrandedTasksSchedule,
    TasksQueries,
  ],
})
export class TasksModule {}
