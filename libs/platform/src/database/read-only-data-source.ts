import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { databaseOutage, reasonOf } from '../outage.js';
import { isDatabaseFailure, NoConnection } from './failures.js';
import { migrationsDone, migrationsOf } from './migrations.js';
import { poolOptions } from './pool-options.js';
import type { Standby } from './standby.js';

export interface ReadOnlySettings {
  primaryUrl: string;
  /** A hot standby and its address, where there is one. */
  standby?: { url: string; watch: Standby } | undefined;
  /** Connections to each server. */
  connections: number;
  /** How long to wait for a server, and for tables at this version, in milliseconds; a minute when left out. */
  patienceMilliseconds?: number;
}

interface Server {
  name: 'primary' | 'standby';
  url: string;
  pool: pg.Pool;
}

const usualPatienceMilliseconds = 60_000;
const pauseMilliseconds = 500;
const onlyConnectMilliseconds = 5000;
// Where there is another server to ask.
const connectMilliseconds = 1000;

const logger = new Logger('Database');

/**
 * The database of an instance that only reads (S9): each connection comes from the standby while that is well, else from the
 * primary, else from whichever answers. PostgreSQL refuses every write on it, and it needs no more than `select`.
 */
export class ReadOnlyServers {
  private readonly primary: Server;
  private readonly standby: Server | undefined;

  constructor(private readonly settings: ReadOnlySettings) {
    const { primaryUrl, standby } = settings;
    this.primary = this.server('primary', primaryUrl);
    this.standby = standby && this.server('standby', standby.url);
  }

  /**
   * Connects and waits until one server answers and its tables are at this version, which another part sees to. Throws a
   * sentence for the operator when that takes too long.
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

  /** Ends all connections; may be called once. */
  async end(): Promise<void> {
    await Promise.all([this.primary.pool.end(), this.standby?.pool.end()]);
  }

  private server(name: Server['name'], url: string): Server {
    const { connections, standby } = this.settings;
    const pool = new pg.Pool({
      ...poolOptions(connections, { onlyReads: true }),
      connectionString: url,
      connectionTimeoutMillis: standby ? connectMilliseconds : onlyConnectMilliseconds,
    });
    // The pool replaces an idle connection that breaks.
    pool.on('error', () => undefined);
    return { name, url, pool };
  }

  /** All there are, the best one first. */
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
          throw inWords(
            `No database answered, so the service gives up: ${reasonOf(error)}. Check READ_DATABASE_URL and ` +
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
        return this.putBefore(await dataSource.initialize());
      } catch (error) {
        reason = error;
        if (!isDatabaseFailure(error)) {
          throw error;
        }
      }
    }
    throw reason;
  }

  /** Connections of the data source come from here, by the one place that gets them. */
  private putBefore(dataSource: DataSource): DataSource {
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
 * Migrations that the database lacks are waited for: the logic runs them, or a command. Those that it has beyond this
 * version are fine, since a migration leaves what the version before it reads (docs/adr/0056).
 */
async function requireReadable(dataSource: DataSource, deadline: number): Promise<void> {
  const known = migrationsOf(dataSource);
  for (let isReported = false; ; isReported = true) {
    const done = await migrationsDone(dataSource);
    const due = known.filter((name) => !done.has(name));
    if (due.length === 0) {
      const ahead = [...done].filter((name) => !known.includes(name));
      if (ahead.length > 0) {
        logger.log(
          `the tables are ${ahead.length} migrations ahead of this version, which reads on; update it when you can`,
        );
      }
      return;
    }
    const state = `the tables are older than this version (${due.length} migrations are due, first ${due[0]})`;
    if (performance.now() > deadline) {
      throw inWords(
        `This instance only reads, and ${state}. Start the service with SERVICE_PART=logic or all, or run its migrate ` +
          'command, then start this one again: docs/operations.md, "Reads apart from logic".',
      );
    }
    if (!isReported) {
      logger.warn(`${state}; waiting for the logic of this service to migrate them`);
    }
    await delay(pauseMilliseconds);
  }
}

/** Ends the process, so it is what its operator reads: a sentence without a stack. */
function inWords(sentence: string): Error {
  const error = new Error(sentence);
  error.stack = error.message;
  return error;
}
