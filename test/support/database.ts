import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of a suite's own on the test cluster, empty. */
export interface TestDatabase {
  url: string;
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Ends every other connection to it, as a restart of the database would. */
  terminateConnections(): Promise<void>;
  drop(): Promise<void>;
}

const clusterUrl = (): string => {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) {
    throw new Error('TEST_DATABASE_URL is not set: run the tests by `npm test`');
  }
  return url;
};

async function onCluster(sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    await client.query(sql, parameters);
  } finally {
    await client.end();
  }
}

/** Makes a database whose name begins with `name`. */
export async function createTestDatabase(name: string): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await onCluster(`create database ${database}`);
  const url = new URL(clusterUrl());
  url.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) =>
      (await pool.query<Row>(sql, parameters)).rows,
    terminateConnections: () =>
      onCluster(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [database]),
    drop: async () => {
      await pool.end();
      await onCluster(`drop database if exists ${database} with (force)`);
    },
  };
}
