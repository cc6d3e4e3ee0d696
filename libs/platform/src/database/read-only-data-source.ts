import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { databaseOutage, reasonOf } from '../outage.js';
import { isDatabaseFailure, NoConnection } from './failures.js';
import { migrationState } from './migrations.js';
import { operatorError } from './operator-error.js';
import { poolOptions } from './pool-options.js';
import type { Standby } from './standby.js';

interface ReadOnlySettings {
  primaryUrl: string;
  /** A hot standby and its address, if there is one. */
  standby?: { url: string; watch: Standby } | undefined;
  /** Connections to each server. */
  connections: number;
  /** How long to wait for a server, and for tables at this version, in milliseconds; 60,000 by default. */
  patienceMilliseconds?: number;
}

interface Server {
  url: string;
  pool: pg.Pool;
}

const usualPatienceMilliseconds = 60_000;
const pauseMilliseconds = 500;
const onlyConnectMilliseconds = 5000;
// Used if there is another server to fall back to.
const connectMilliseconds = 1000;

const logger = new Logger('Database');

/**
 * The database of a read-only instance (S9): each connection goes to the standby while it is healthy, else to the
 * primary, else to whichever answers. PostgreSQL rejects every write, and the role needs no right but `select`.
 */
export class ReadOnlyServers {
  private readonly primary: Server;
  private readonly standby: Server | undefined;

  constructor(private readonly settings: ReadOnlySettings) {
    const { primaryUrl, standby } = settings;
    this.primary = this.server(primaryUrl);
    this.standby = standby && this.server(standby.url);
  }

  /**
   * Connects, and waits until a server answers and another part of the service has migrated its tables to this version.
   * If that takes too long, throws an error with a message for the operator.
   */
  async open(options: DataSourceOptions): Promise<DataSource> {
    this.settings.standby?.watch.start();
    const deadline = performance.now() + (this.settings.patienceMilliseconds ?? usualPatienceMilliseconds);
    const dataSource = await this.connect(options, deadline);
    try {
      await requireReadable(dataSource, deadline);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
    return dataSource;
  }

  /** Closes all connections; call it once. */
  async end(): Promise<void> {
    await Promise.all([this.primary.pool.end(), this.standby?.pool.end()]);
  }

  private server(url: string): Server {
    const { connections, standby } = this.settings;
    const pool = new pg.Pool({
      ...poolOptions(connections, { onlyReads: true }),
      connectionString: url,
      connectionTimeoutMillis: standby ? connectMilliseconds : onlyConnectMilliseconds,
    });
    // The pool replaces idle connections that break.
    pool.on('error', () => undefined);
    return { url, pool };
  }

  /** All servers, the best one first. */
  private get servers(): Server[] {
    const { primary, standby } = this;
    if (!standby) {
      return [primary];
    }
    return this.settings.standby?.watch.isBest() ? [standby, primary] : [primary, standby];
  }

  private async connect(options: DataSourceOptions, deadline: number): Promise<DataSource> {
    for (;;) {
      try {
        const dataSource = await this.connectOnce(options);
        databaseOutage.ended();
        return dataSource;
      } catch (error) {
        if (!isDatabaseFailure(error)) {
          throw error;
        }
        if (performance.now() > deadline) {
          throw operatorError(
            `No database answered; giving up: ${reasonOf(error)}. Check READ_DATABASE_URL and ` +
              'DATABASE_URL, then start the service again.',
          );
        }
        databaseOutage.began(error);
        await delay(pauseMilliseconds);
      }
    }
  }

  private async connectOnce(options: DataSourceOptions): Promise<DataSource> {
    let reason: unknown;
    for (const { url } of this.servers) {
      const extra = { ...poolOptions(1, { onlyReads: true }), idleTimeoutMillis: 1000 };
      const dataSource = new DataSource({ ...options, url, extra } as DataSourceOptions);
      try {
        return this.takeOverConnections(await dataSource.initialize());
      } catch (error) {
        reason = error;
        if (!isDatabaseFailure(error)) {
          throw error;
        }
      }
    }
    throw reason;
  }

  /** Makes the data source get its connections from here, in the one place where it gets them. */
  private takeOverConnections(dataSource: DataSource): DataSource {
    const { driver } = dataSource;
    if (driver instanceof PostgresDriver) {
      driver.obtainMasterConnection = () => this.obtain();
    }
    return dataSource;
  }

  private async obtain(): Promise<[pg.PoolClient, (error?: Error | boolean) => void]> {
    let reason: unknown;
    for (const { pool } of this.servers) {
      try {
        const client = await pool.connect();
        return [client, (error) => client.release(error)];
      } catch (error) {
        reason = error;
      }
    }
    throw new NoConnection(reason);
  }
}

/**
 * Waits for migrations that the database lacks: the logic instance or the migrate command runs them. Migrations newer
 * than this version are fine, because a migration keeps everything that the previous version reads (docs/adr/0056).
 */
async function requireReadable(dataSource: DataSource, deadline: number): Promise<void> {
  for (let isReported = false; ; isReported = true) {
    const { due, ahead } = await migrationState(dataSource);
    if (due.length === 0) {
      if (ahead.length > 0) {
        logger.log(
          `the tables are ahead of this version (extra migrations: ${ahead.length}), which can still read them; update it soon`,
        );
      }
      return;
    }
    const state = `the tables are older than this version (pending migrations: ${due.length}, first ${due[0]})`;
    if (performance.now() > deadline) {
      throw operatorError(
        `This instance is read-only, and ${state}. Start the service with SERVICE_PART=logic or all, or run its ` +
          'migrate command, then start this one again: docs/operations.md, "Reads apart from logic".',
      );
    }
    if (!isReported) {
      logger.warn(`${state}; waiting for the logic of this service to migrate them`);
    }
    await delay(pauseMilliseconds);
  }
}
