import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CachedUser, cachedUserMigrations, CachedUsersModule, IdentityModule } from '@ates/identity';
import { MessagingModule, messagingMigrations } from '@ates/messaging';
import { DatabaseModule, OperationModule } from '@ates/platform';
import { FinanceConfiguration } from './config.js';
import { financeMigrations } from './database/migrations.js';
import { DaysModule } from './days/days.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UsersModule } from './users/users.module.js';

/** The whole service, as its configuration says. */
@Module({})
export class AppModule {
  static forRoot(configuration: FinanceConfiguration): DynamicModule {
    return {
      module: AppModule,
      // Global, so that every feature can inject the configuration.
      global: true,
      imports: [
        ScheduleModule.forRoot(),
        database(configuration),
        identity(configuration),
        CachedUsersModule.forRoot({ authUrl: configuration.AUTH_URL }),
        messaging(configuration),
        OperationModule,
        UsersModule,
        TasksModule,
        LedgerModule,
        DaysModule,
      ],
      providers: [{ provide: FinanceConfiguration, useValue: configuration }],
      exports: [FinanceConfiguration],
    };
  }
}

const database = (configuration: FinanceConfiguration): DynamicModule =>
  DatabaseModule.forRoot({
    url: configuration.DATABASE_URL,
    entities: [CachedUser],
    migrations: [...messagingMigrations, ...cachedUserMigrations, ...financeMigrations],
  });

const identity = (configuration: FinanceConfiguration): DynamicModule =>
  IdentityModule.forRoot({
    issuer: configuration.OIDC_ISSUER,
    audience: configuration.OIDC_AUDIENCE,
    rolesClaim: configuration.OIDC_ROLES_CLAIM,
    discoveryUrl: configuration.OIDC_DISCOVERY_URL,
    client: {
      id: configuration.SERVICE_CLIENT_ID,
      secret: configuration.SERVICE_CLIENT_SECRET,
      scopes: ['users:read', 'tasks:read', 'events:read'],
    },
  });

const messaging = (configuration: FinanceConfiguration): DynamicModule =>
  MessagingModule.forRoot({
    service: 'finance',
    transport: configuration.MESSAGE_TRANSPORT,
    amqpUrl: configuration.AMQP_URL,
    subscriptions: [
      { producer: 'auth', url: configuration.AUTH_URL, queue: 'finance.auth-events' },
      { producer: 'tasks', url: configuration.TASKS_URL, queue: 'finance.task-events' },
    ],
  });
