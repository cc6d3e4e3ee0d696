import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { Clock } from '../clock.js';
import { databaseUrl, InstanceLocks } from './instance-locks.js';
import { Database } from './database.js';
import { CreateIdempotencyKey1700000000001 } from './idempotency.js';
import { IdempotencySchedule } from './idempotency.schedule.js';
import { openDataSource } from './migrations.js';

type Classes = readonly (new () => object)[];

export interface DatabaseSettings {
  url: string;
  entities: Classes;
  migrations: Classes;
  /** Connections in the pool; 10 when left out. */
  connections?: number;
}

/** The options of a service's database; migrations of the platform come with it. */
export const dataSourceOptions = (settings: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  url: settings.url,
  entities: [...settings.entities],
  migrations: [CreateIdempotencyKey1700000000001, ...settings.migrations],
  migrationsTransactionMode: 'all',
  extra: {
    max: settings.connections ?? 10,
    connectionTimeoutMillis: 5000,
    // A statement or a lock that takes longer than this is a failure to report, not a request to keep waiting.
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  },
});

/** The service's database: connects (waiting for it up to a minute), migrates under a lock, and provides `Database`. */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(settings: DatabaseSettings): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSourceOptions(settings),
          dataSourceFactory: async (options): Promise<DataSource> => {
            if (!options) {
              throw new Error('TypeORM gave no options to its data source factory');
            }
            return openDataSource(options);
          },
        }),
      ],
      providers: [
        Database,
        Clock,
        InstanceLocks,
        IdempotencySchedule,
        { provide: databaseUrl, useValue: settings.url },
      ],
      exports: [Database, Clock, InstanceLocks, databaseUrl],
    };
  }
}
