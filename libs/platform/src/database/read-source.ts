import pg from 'pg';
import { NoConnection } from './failures.js';
import { poolOptions } from './pool-options.js';

/** One server that answers reads. */
export interface ReadSource {
  /** Runs one statement and answers its rows. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface PooledReadsSettings {
  url: string;
  connections: number;
  /** A connection that is not there by then counts as failed. */
  connectMilliseconds: number;
  /** PostgreSQL ends a statement that takes longer. */
  statementMilliseconds: number;
  /** PostgreSQL refuses every write on these connections. */
  onlyReads?: boolean;
}

// After the server should have ended the statement: one that is silent by then does not answer at all.
const silenceMilliseconds = 500;

/** Reads over a pool of their own, so that they never take a connection, nor more than their time, from what writes. */
export class PooledReads implements ReadSource {
  private readonly pool: pg.Pool;
  private ending: Promise<void> | undefined;

  constructor(settings: PooledReadsSettings) {
    this.pool = new pg.Pool({
      ...poolOptions(settings.connections, settings),
      connectionString: settings.url,
      connectionTimeoutMillis: settings.connectMilliseconds,
      statement_timeout: settings.statementMilliseconds,
      query_timeout: settings.statementMilliseconds + silenceMilliseconds,
      keepAlive: true,
    });
    // One that breaks while nobody uses it is replaced by the pool.
    this.pool.on('error', () => undefined);
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      const { rows } = await this.pool.query<Row & pg.QueryResultRow>(sql, [...parameters]);
      return rows;
    } catch (error) {
      // What PostgreSQL itself says has a class of its own; anything else is about the connection.
      throw error instanceof pg.DatabaseError || error instanceof TypeError ? error : new NoConnection(error);
    }
  }

  /** May be called again. */
  async end(): Promise<void> {
    this.ending ??= this.pool.end();
    await this.ending;
  }
}
