import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { Clock } from '../clock.js';
import { Figures } from '../figures.js';
import { databaseUrl, InstanceLocks } from './instance-locks.js';
import { Database } from './database.js';
import { CreateIdempotencyKey1700000000001 } from './idempotency.js';
import { IdempotencySchedule } from './idempotency.schedule.js';
import { openDataSource } from './migrations.js';
import { poolOptions } from './pool-options.js';
import { ReadDatabase, readSettings, type ReadSettings } from './read-database.js';

type Classes = readonly (new () => object)[];

export interface DatabaseSettings {
  url: string;
  entities: Classes;
  migrations: Classes;
  /** Connections in the pool; 10 when left out. */
  connections?: number;
  /** Where reads go that may be a little behind. */
  reads?: ReadSettings;
}

/** The options of a service's database; migrations of the platform come with it. */
export const dataSourceOptions = (settings: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  url: settings.url,
  entities: [...settings.entities],
  migrations: [CreateIdempotencyKey1700000000001, ...settings.migrations],
  migrationsTransactionMode: 'all',
  extra: poolOptions(settings.connections ?? 10),
});

/**
 * The service's database: connects (waiting for it up to a minute), migrates under a lock, and provides `Database`
 * and `ReadDatabase`.
 */
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
        Figures,
        InstanceLocks,
        IdempotencySchedule,
        { provide: databaseUrl, useValue: settings.url },
        ReadDatabase,
        { provide: readSettings, useValue: { ...settings.reads, primaryUrl: settings.url } },
      ],
      exports: [Database, ReadDatabase, Clock, Figures, InstanceLocks, databaseUrl],
    };
  }
}
