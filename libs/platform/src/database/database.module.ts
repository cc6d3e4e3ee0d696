import { Global, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { Clock } from '../clock.js';
import { Gauges } from '../gauges.js';
import { RefusedWrites } from '../http/refused-writes.js';
import { DatabaseClock } from './database-clock.js';
import { Database } from './database.js';
import { CreateIdempotencyKey1700000000001 } from './idempotency.js';
import { IdempotencySchedule } from './idempotency.schedule.js';
import { HeavyReads } from './heavy-reads.js';
import { CreateInstanceLease1700000000002 } from './instance-lease.migration.js';
import { InstanceLeases, leaseSettings } from './instance-leases.js';
import { openDataSource, type OwnersWork, type Ownership } from './migrations.js';
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
  /** As the role that the service runs as. */
  url: string;
  /** As the owner of the tables, who migrates and gives the running role its rights; else see `openDataSource`. */
  ownerUrl?: string | undefined;
  entities: Classes;
  migrations: Classes;
  /** What the running role may do with each table of the migrations, besides those of the platform. */
  rights?: TableRights;
  /** What the owner of the tables does after migrating, at each start. */
  asOwner?: OwnersWork;
  /** Connections in the pool; 10 when left out. */
  connections?: number;
  /** Where reads go that may be a little behind. */
  reads?: ReadSettings;
  /** Which part of the service this is; `all` when left out. One that only reads neither migrates nor writes. */
  part?: ServicePartName;
  /** How long a lease is good for without a sign of life of its holder; 8,000 when left out. */
  leaseMilliseconds?: number;
}

/** The options of a service's database; migrations of the platform come with it. */
export const dataSourceOptions = (settings: DatabaseSettings): DataSourceOptions => ({
  type: 'postgres',
  url: settings.url,
  entities: [...settings.entities],
  migrations: [CreateIdempotencyKey1700000000001, CreateInstanceLease1700000000002, ...settings.migrations],
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

/** Ends the connections of an instance that only reads, when it stops. */
class ReadOnlyConnections implements OnApplicationShutdown {
  constructor(private readonly servers: ReadOnlyServers | undefined) {}

  async onApplicationShutdown(): Promise<void> {
    await this.servers?.end();
  }
}

/** Right from the beginning: nothing is to be decided by another clock. */
async function databaseClock(dataSource: DataSource, gauges: Gauges): Promise<DatabaseClock> {
  const clock = new DatabaseClock(dataSource, gauges);
  await clock.measure();
  return clock;
}

/** Who migrates a service's database, and what the role may do that the service runs as. */
export const ownershipOf = ({ ownerUrl, rights, asOwner }: DatabaseSettings): Ownership => ({
  ownerUrl,
  rights: { ...platformRights, ...rights },
  asOwner,
});

/**
 * The service's database: connects (waiting for it up to a minute), migrates under a lock, and provides `Database`
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
          // openDataSource waits for the database itself, and says so in one line.
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
        part.onlyReads ? { provide: APP_INTERCEPTOR, useClass: RefusedWrites } : IdempotencySchedule,
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
