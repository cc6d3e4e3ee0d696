import { ScheduleModule } from '@nestjs/schedule';
import { Test, type TestingModule } from '@nestjs/testing';
import { Outbox } from '@ates/messaging';
import { CachedUser } from '@ates/identity';
import { DatabaseModule, StreamsModule } from '@ates/platform';
import { TasksConfiguration } from '../../src/config.js';
import { ContinueReassignmentHandler } from '../../src/reassignments/continue-reassignment.js';
import { RequestReassignmentHandler } from '../../src/reassignments/request-reassignment.js';
import { AssignTaskHandler } from '../../src/tasks/assign-task.js';
import { ChangeTaskHandler } from '../../src/tasks/change-task.js';
import { CompleteTaskHandler } from '../../src/tasks/complete-task.js';
import { CreateTaskHandler } from '../../src/tasks/create-task.js';
import { RedrawStrandedTasksHandler } from '../../src/tasks/redraw-stranded-tasks.js';
import { Task } from '../../src/tasks/task.entity.js';
import type { TestDatabase } from '../../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../../test/support/service-database.js';

const handlers = [
  CreateTaskHandler,
  ChangeTaskHandler,
  CompleteTaskHandler,
  AssignTaskHandler,
  RedrawStrandedTasksHandler,
  RequestReassignmentHandler,
  ContinueReassignmentHandler,
];

/** The commands of Tasks on a real database, without HTTP and without loops: the test says when each runs. */
export class TaskCommands {
  private constructor(
    private readonly context: TestingModule,
    readonly database: TestDatabase,
  ) {}

  static async start(): Promise<TaskCommands> {
    const database = await createServiceDatabase('tasks');
    const configuration = TasksConfiguration.read({
      PORT: '4302',
      DATABASE_URL: 'postgres://unused',
      MESSAGE_TRANSPORT: 'feed',
      OIDC_ISSUER: 'http://unused',
      AUTH_URL: 'http://unused',
      FINANCE_URL: 'http://unused',
      SERVICE_CLIENT_ID: 'tasks',
      SERVICE_CLIENT_SECRET: 'tasks-secret-for-tests-only',
      // Histories exceed the usual limits of a person.
      TASKS_PER_MINUTE: '1000000',
      REDRAWS_PER_MINUTE: '1000000',
      REASSIGNMENTS_WAITING: '1000',
    });
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({
          ...databaseSettings('tasks', database),
          entities: [CachedUser, Task],
          connections: 10,
        }),
        StreamsModule,
      ],
      providers: [Outbox, ...handlers, { provide: TasksConfiguration, useValue: configuration }],
    }).compile();
    await context.init();
    return new TaskCommands(context, database);
  }

  async stop(): Promise<void> {
    await this.context.close();
    await this.database.drop();
  }

  /** The handler of a command. */
  get<Handler>(handler: new (...parts: never[]) => Handler): Handler {
    return this.context.get(handler);
  }
}
