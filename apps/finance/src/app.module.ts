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
import { AnalyticsModule } from './analytics/analytics.module.js';
import { FinanceConfiguration } from './config.js';
import { financeMigrations } from './database/migrations.js';
import { financeRights } from './database/rights.js';
import { DaysModule } from './days/days.module.js';
import { JournalModule } from './journal/journal.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { PayoutsModule } from './payouts/payouts.module.js';
import { StatementsModule } from './statements/statements.module.js';
import { TasksModule } from './tasks/tasks.module.js';
import { UsersModule } from './users/users.module.js';
import { VerificationModule } from './verification/verification.module.js';

/** The whole service for a configuration. */
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
        CachedUsersModule.forRoot({ authUrl: peopleSource(configuration) }),
        messaging(configuration),
        OperationModule,
        SecurityLogModule.forRoot('finance', configuration),
        UsersModule,
        TasksModule,
        LedgerModule,
        PayoutsModule,
        StatementsModule,
        DaysModule,
        JournalModule,
        AnalyticsModule,
        VerificationModule,
      ],
      providers: [{ provide: FinanceConfiguration, useValue: configuration }],
      exports: [FinanceConfiguration],
    };
  }
}

const database = (configuration: FinanceConfiguration): DynamicModule =>
  DatabaseModule.forRoot({
    url: configuration.DATABASE_URL,
    ownerUrl: configuration.DATABASE_OWNER_URL,
    entities: [CachedUser],
    migrations: financeMigrations,
    rights: financeRights,
    asOwner: shortenSecurityLog(configuration.SECURITY_LOG_DAYS),
    part: configuration.SERVICE_PART,
    reads: { url: configuration.READ_DATABASE_URL, lagSeconds: configuration.READ_LAG_SECONDS },
  });

/** Where people are fetched from; undefined when they are taken from their tokens (A7). */
const peopleSource = ({ PEOPLE_FROM, AUTH_URL }: FinanceConfiguration): string | undefined =>
  PEOPLE_FROM === 'auth' ? AUTH_URL : undefined;

const identity = (configuration: FinanceConfiguration): DynamicModule =>
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

/** The client the service uses to call others; an instance that only reads may have none. */
const clientOf = ({
  SERVICE_CLIENT_ID: id,
  SERVICE_CLIENT_SECRET: secret,
}: FinanceConfiguration): ServiceClient | undefined =>
  id !== undefined && secret !== undefined
    ? { id, secret, scopes: ['users:read', 'tasks:read', 'events:read'] }
    : undefined;

const messaging = (configuration: FinanceConfiguration): DynamicModule =>
  MessagingModule.forRoot({
    service: 'finance',
    part: configuration.SERVICE_PART,
    transport: configuration.MESSAGE_TRANSPORT,
    amqpUrl: configuration.AMQP_URL,
    reconcileSeconds: configuration.RECONCILE_SECONDS,
    subscriptions: [
      { producer: 'auth', url: configuration.AUTH_URL, queue: 'finance.auth-events' },
      { producer: 'tasks', url: configuration.TASKS_URL, queue: 'finance.task-events' },
    ],
  });
