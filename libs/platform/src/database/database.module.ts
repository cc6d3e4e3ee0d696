import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Clock } from '../clock.js';
import { Gauges } from '../gauges.js';
import { RefusedWrites } from './refused-writes.js';
import { DatabaseClock } from './database-clock.js';
import { Database } from './database.js';
import { IdempotencySchedule } from './idempotency.schedule.js';
import { HeavyReads } from './heavy-reads.js';
import { InstanceLeases, leaseSettings } from './instance-leases.js';
import { openDataSource, type OwnersWork, type Ownership } from './migrations.js';
import { MonthsAhead } from './months.js';
import { platformMigrations } from './platform-migrations.js';
import { poolOptions } from './pool-options.js';
import { platformRights, type TableRights } from './rights.js';
import {
  ReadDatabase,
  readSettings,
  standbyOf,
  type ReadSettings,
  type ResolvedReadSettings,
} from './read-database.js';
import { ReadOnlyServers } from './read-only-data-source.js';
import { ServicePart, type ServicePartName } from '../service-part.js';

type Classes = readonly (new () => object)[];

const usualConnections = 10;

export interface DatabaseSettings {
  /** The address with the role that the service runs as. */
  url: string;
  /**
   * The address with the tables' owner, who migrates and grants the running role its rights; else see `openDataSource`.
   */
  ownerUrl?: string | undefined;
  entities: Classes;
  migrations: Classes;
  /** The running role's rights on each table of the migrations, in addition to the platform's tables. */
  rights?: TableRights;
  /** What the tables' owner does after migrating, at each start. */
  asOwner?: OwnersWork;
  /** Connections in the pool; 10 by default. */
  connections?: number;
  /** Where reads go that may lag a little. */
  reads?: ReadSettings;
  /** The part of the service that this instance runs; `all` by default. A read-only one neither migrates nor writes. */
  part?: ServicePartName;
  /** How long a lease lasts without renewal; 8,000 by default. */
  leaseMilliseconds?: number;
}

/** The data source options of a service's database, including the platform's migrations. */
export const dataSourceOptions = (settings: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  url: settings.url,
  entities: [...settings.entities],
  migrations: [...platformMigrations, ...settings.migrations],
  migrationsTransactionMode: 'all',
  extra: poolOptions(settings.connections ?? usualConnections),
});

const readSettingsOf = (settings: DatabaseSettings, { onlyReads }: ServicePart): ResolvedReadSettings => {
  const own = { ...settings.reads, primaryUrl: settings.url, onlyReads };
  return onlyReads ? { ...own, standby: standbyOf(own) } : own;
};

const readOnlyServers = (
  { url, connections = usualConnections }: DatabaseSettings,
  reads: ResolvedReadSettings,
): ReadOnlyServers =>
  new ReadOnlyServers({
    primaryUrl: url,
    standby: reads.url !== undefined && reads.standby ? { url: reads.url, watch: reads.standby } : undefined,
    connections,
  });

/** Closes the connections of a read-only instance when it stops. */
class ReadOnlyConnections implements OnApplicationShutdown {
  constructor(private readonly servers: ReadOnlyServers | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    await this.servers?.end();
  }
}

/** Measured before anything else runs, so that no decision uses another clock. */
async function databaseClock(dataSource: DataSource, gauges: Gauges): Promise<DatabaseClock> {
  const clock = new DatabaseClock(dataSource, gauges);
  await clock.measure();
  return clock;
}

/** Who migrates a service's database, and the rights of the role that the service runs as. */
export const ownershipOf = ({ ownerUrl, rights, asOwner }: DatabaseSettings): Ownership => ({
  ownerUrl,
  rights: { ...platformRights, ...rights },
  asOwner,
});

/**
 * The service's database: connects (waiting up to a minute for it), migrates under a lock, and provides `Database`
 * and `ReadDatabase`.
 */
@Global()
@Module({})
export class DatabaseModule {
  static forRoot(settings: DatabaseSettings): DynamicModule {
    const part = new ServicePart(settings.part);
    const reads = readSettingsOf(settings, part);
    const servers = part.onlyReads ? readOnlyServers(settings, reads) : undefined;
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          // openDataSource waits for the database itself, and logs that in one line.
          useFactory: () => ({ ...dataSourceOptions(settings), toRetry: () => false }),
          dataSourceFactory: async (options): Promise<DataSource> => {
            if (!options) {
              throw new Error('TypeORM gave no options to its data source factory');
            }
            return servers ? servers.open(options) : openDataSource(options, ownershipOf(settings));
          },
        }),
      ],
      providers: [
        Database,
        Gauges,
        { provide: ServicePart, useValue: part },
        { provide: ReadOnlyConnections, useValue: new ReadOnlyConnections(servers) },
        {
          provide: DatabaseClock,
          inject: [DataSource, Gauges],
          useFactory: databaseClock,
        },
        { provide: Clock, useExisting: DatabaseClock },
        InstanceLeases,
        ...(part.onlyReads
          ? [{ provide: APP_INTERCEPTOR, useClass: RefusedWrites }]
          : [IdempotencySchedule, MonthsAhead]),
        {
          provide: leaseSettings,
          useValue: {
            url: settings.url,
            milliseconds: settings.leaseMilliseconds,
            isOff: part.onlyReads,
          },
        },
        ReadDatabase,
        HeavyReads,
        { provide: readSettings, useValue: reads },
      ],
      exports: [
        Database,
        ReadDatabase,
        HeavyReads,
        Clock,
        DatabaseClock,
        Gauges,
        InstanceLeases,
        ServicePart,
      ],
    };
  }
}
