import { Module, type DynamicModule } from '@nestjs/common';
import { subscriptionOf } from '@ates/contracts';
import { CachedUser } from '@ates/identity';
import { clientIdentity, serviceModules } from '@ates/service';
import { AnalyticsModule } from './analytics/analytics.module.js';
import { TasksConfiguration } from './config.js';
import { tasksMigrations } from './database/migrations.js';
import { tasksRights } from './database/rights.js';
import { DigestsModule } from './digests/digests.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { PricesModule } from './prices/prices.module.js';
import { ReassignmentsModule } from './reassignments/reassignments.module.js';
import { Task } from './tasks/task.entity.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UsersModule } from './users/users.module.js';

/** The Tasks service, assembled from its configuration. */
@Module({})
export class AppModule {
  static forRoot(configuration: TasksConfiguration): DynamicModule {
    return {
      module: AppModule,
      // Global, so every feature can inject the configuration.
      global: true,
      imports: [
        ...serviceModules({
          name: 'tasks',
          configuration,
          entities: [CachedUser, Task],
          migrations: tasksMigrations,
          rights: tasksRights,
          readConnections: 10,
          identity: clientIdentity(configuration, ['users:read', 'events:read']),
          subscriptions: [
            { ...subscriptionOf('tasks', 'auth'), url: configuration.AUTH_URL },
            { ...subscriptionOf('tasks', 'finance'), url: configuration.FINANCE_URL },
          ],
        }),
        UsersModule,
        PricesModule,
        // Before the routes of tasks, because `GET /tasks/{uuid}` takes any word.
        AnalyticsModule,
        TasksModule,
        ReassignmentsModule,
        NotificationsModule,
        DigestsModule,
      ],
      providers: [{ provide: TasksConfiguration, useValue: configuration }],
      exports: [TasksConfiguration],
    };
  }
}
