import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import {
  CachedUser,
  cachedUserMigrations,
  CachedUsersModule,
  IdentityModule,
  issuerKeyMigrations,
  StoredIssuerKeys,
} from '@ates/identity';
import { MessagingModule, messagingMigrations } from '@ates/messaging';
import { DatabaseModule, OperationModule } from '@ates/platform';
import { TasksConfiguration } from './config.js';
import { CreateReassignment1700000000120 } from './database/create-reassignment.migration.js';
import { CreateTaskPriceHead1700000000132 } from './database/create-task-price-head.migration.js';
import { CreateTaskPrice1700000000131 } from './database/create-task-price.migration.js';
import { CreateTask1700000000100 } from './database/create-task.migration.js';
import { IndexWhoDoesNotPerform1700000000110 } from './database/index-who-does-not-perform.migration.js';
import { PricesModule } from './prices/prices.module.js';
import { ReassignmentsModule } from './reassignments/reassignments.module.js';
import { SplitTaskText1700000000130 } from './database/split-task-text.migration.js';
import { Task } from './tasks/task.entity.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UsersModule } from './users/users.module.js';

/** The whole service, as its configuration says. */
@Module({})
export class AppModule {
  static forRoot(configuration: TasksConfiguration): DynamicModule {
    return {
      module: AppModule,
      // Global, so that every feature can inject the configuration.
      global: true,
      imports: [
        ScheduleModule.forRoot(),
        database(configuration),
        identity(configuration),
        CachedUsersModule.forRoot({ authUrl: peoplesOwner(configuration) }),
        messaging(configuration),
        OperationModule,
        UsersModule,
        PricesModule,
        TasksModule,
        ReassignmentsModule,
      ],
      providers: [{ provide: TasksConfiguration, useValue: configuration }],
      exports: [TasksConfiguration],
    };
  }
}

const database = (configuration: TasksConfiguration): DynamicModule =>
  DatabaseModule.forRoot({
    url: configuration.DATABASE_URL,
    entities: [CachedUser, Task],
    migrations: [
      ...messagingMigrations,
      ...cachedUserMigrations,
      ...issuerKeyMigrations,
      CreateTask1700000000100,
      IndexWhoDoesNotPerform1700000000110,
      CreateReassignment1700000000120,
      SplitTaskText1700000000130,
      CreateTaskPrice1700000000131,
      CreateTaskPriceHead1700000000132,
    ],
    reads: {
      url: configuration.READ_DATABASE_URL,
      lagSeconds: configuration.READ_LAG_SECONDS,
      connections: 10,
    },
  });

/** Whom people are fetched from; nobody when they are learnt from their tokens (A7). */
const peoplesOwner = ({ PEOPLE_FROM, AUTH_URL }: TasksConfiguration): string | undefined =>
  PEOPLE_FROM === 'auth' ? AUTH_URL : undefined;

const identity = (configuration: TasksConfiguration): DynamicModule =>
  IdentityModule.forRoot({
    issuer: configuration.OIDC_ISSUER,
    audience: configuration.OIDC_AUDIENCE,
    rolesClaim: configuration.OIDC_ROLES_CLAIM,
    discoveryUrl: configuration.OIDC_DISCOVERY_URL,
    tokenType: configuration.OIDC_TOKEN_TYPE,
    graceSeconds: configuration.OIDC_GRACE_SECONDS,
    takesAnySubject: configuration.PEOPLE_FROM === 'tokens',
    keyStore: StoredIssuerKeys,
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
    reconcileSeconds: configuration.RECONCILE_SECONDS,
    subscriptions: [
      { producer: 'auth', url: configuration.AUTH_URL, queue: 'tasks.auth-events' },
      { producer: 'finance', url: configuration.FINANCE_URL, queue: 'tasks.finance-events' },
    ],
  });
