import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import {
  CachedUser,
  CachedUsersModule,
  IdentityModule,
  StoredIssuerKeys,
  type ServiceClient,
} from '@ates/identity';
import { MessagingModule } from '@ates/messaging';
import { DatabaseModule, OperationModule } from '@ates/platform';
import { SecurityLogModule, shortenSecurityLog } from '@ates/security-log';
import { TasksConfiguration } from './config.js';
import { tasksMigrations } from './database/migrations.js';
import { tasksRights } from './database/rights.js';
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
        ScheduleModule.forRoot(),
        database(configuration),
        identity(configuration),
        CachedUsersModule.forRoot({ authUrl: usersUrl(configuration) }),
        messaging(configuration),
        OperationModule,
        SecurityLogModule.forRoot('tasks', configuration),
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
    ownerUrl: configuration.DATABASE_OWNER_URL,
    entities: [CachedUser, Task],
    migrations: tasksMigrations,
    rights: tasksRights,
    asOwner: shortenSecurityLog(configuration.SECURITY_LOG_DAYS),
    part: configuration.SERVICE_PART,
    reads: {
      url: configuration.READ_DATABASE_URL,
      lagSeconds: configuration.READ_LAG_SECONDS,
      connections: 10,
    },
  });

/** Where to fetch people from; undefined when they are read from their tokens (A7). */
const usersUrl = ({ PEOPLE_FROM, AUTH_URL }: TasksConfiguration): string | undefined =>
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
    client: clientOf(configuration),
  });

/** The client this service uses to call other services; optional for a read-only instance. */
const clientOf = ({
  SERVICE_CLIENT_ID: id,
  SERVICE_CLIENT_SECRET: secret,
}: TasksConfiguration): ServiceClient | undefined =>
  id !== undefined && secret !== undefined
    ? { id, secret, scopes: ['users:read', 'events:read'] }
    : undefined;

const messaging = (configuration: TasksConfiguration): DynamicModule =>
  MessagingModule.forRoot({
    service: 'tasks',
    part: configuration.SERVICE_PART,
    transport: configuration.MESSAGE_TRANSPORT,
    amqpUrl: configuration.AMQP_URL,
    reconcileSeconds: configuration.RECONCILE_SECONDS,
    subscriptions: [
      { producer: 'auth', url: configuration.AUTH_URL, queue: 'tasks.auth-events' },
      { producer: 'finance', url: configuration.FINANCE_URL, queue: 'tasks.finance-events' },
    ],
  });
