import { Module, type DynamicModule } from '@nestjs/common';
import { subscriptionOf } from '@ates/contracts';
import { CachedUser } from '@ates/identity';
import { clientIdentity, serviceModules } from '@ates/service';
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

/** The Finance service, assembled from its configuration. */
@Module({})
export class AppModule {
  static forRoot(configuration: FinanceConfiguration): DynamicModule {
    return {
      module: AppModule,
      // Global, so that every feature can inject the configuration.
      global: true,
      imports: [
        ...serviceModules({
          name: 'finance',
          configuration,
          entities: [CachedUser],
          migrations: financeMigrations,
          rights: financeRights,
          identity: clientIdentity(configuration, ['users:read', 'tasks:read', 'events:read']),
          subscriptions: [
            { ...subscriptionOf('finance', 'auth'), url: configuration.AUTH_URL },
            { ...subscriptionOf('finance', 'tasks'), url: configuration.TASKS_URL },
          ],
        }),
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
