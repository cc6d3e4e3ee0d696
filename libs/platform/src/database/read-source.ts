import pg from 'pg';
import { NoConnection } from './failures.js';
import { poolOptions } from './pool-options.js';

/** A server that answers reads. */
export interface ReadSource {
  /** Runs one statement and returns its rows. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

interface PooledReadsSettings {
  url: string;
  connections: number;
  /** The time limit for connecting. */
  connectMilliseconds: number;
  /** PostgreSQL cancels statements that run longer. */
  statementMilliseconds: number;
  /** True if PostgreSQL must reject every write on these connections. */
  onlyReads?: boolean;
}

// Extra time after the server should have cancelled the statement. If it is still silent then, it is not answering at
// all.
const silenceMilliseconds = 500;

/** Reads over a separate pool with time limits, so they never take connections or much time from writes. */
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
    // The pool replaces idle connections that break.
    this.pool.on('error', () => undefined);
  }

  async query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    try {
      const { rows } = await this.pool.query<Row & pg.QueryResultRow>(sql, [...parameters]);
      return rows;
    } catch (error) {
      // PostgreSQL's own errors have their own class; anything else is about the connection.
      throw error instanceof pg.DatabaseError || error instanceof TypeError ? error : new NoConnection(error);
    }
  }

  /** Closes the pool; safe to call more than once. */
  async end(): Promise<void> {
    this.ending ??= this.pool.end();
    await this.ending;
  }
}
