import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CachedUser, cachedUserMigrations, CachedUsersModule, IdentityModule } from '@ates/identity';
import { MessagingModule, messagingMigrations } from '@ates/messaging';
import { DatabaseModule, OperationModule } from '@ates/platform';
import type { TasksConfiguration } from './config.js';
import { CreateTask1700000000100 } from './database/create-task.migration.js';
import { Task } from './tasks/task.entity.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UsersModule } from './users/users.module.js';

/** The whole service, as its configuration says. */
@Module({})
export class AppModule {
  static forRoot(configuration: TasksConfiguration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ScheduleModule.forRoot(),
        database(configuration),
        identity(configuration),
        CachedUsersModule.forRoot({ authUrl: configuration.AUTH_URL }),
        messaging(configuration),
        OperationModule,
        UsersModule,
        TasksModule,
      ],
    };
  }
}

const database = (configuration: TasksConfiguration): DynamicModule =>
  DatabaseModule.forRoot({
    url: configuration.DATABASE_URL,
    entities: [CachedUser, Task],
    migrations: [...messagingMigrations, ...cachedUserMigrations, CreateTask1700000000100],
  });

const identity = (configuration: TasksConfiguration): DynamicModule =>
  IdentityModule.forRoot({
    issuer: configuration.OIDC_ISSUER,
    audience: configuration.OIDC_AUDIENCE,
    rolesClaim: configuration.OIDC_ROLES_CLAIM,
    discoveryUrl: configuration.OIDC_DISCOVERY_URL,
    client: {
      id: configuration.SERVICE_CLIENT_ID,
      secret: configuration.SERVICE_CLIENT_SECRET,
      scopes: ['users:read', 'events:read'],
    },
  });

const messaging = (configuration: TasksConfiguration): DynamicModule =>
  MessagingModule.forRoot({
    service: 'tasks',
    transport: configuration.MESSAGE_TRANSPORT,
    amqpUrl: configuration.AMQP_URL,
    subscriptions: [{ producer: 'auth', url: configuration.AUTH_URL, queue: 'tasks.auth-events' }],
  });
