import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of a suite's own on the test cluster, empty. */
export interface TestDatabase {
  url: string;
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Ends every other connection to it, as a restart of the database would. */
  terminateConnections(): Promise<void>;
  /** Makes it empty, as a new one is. */
  wipe(): Promise<void>;
  /** Copies it as it is now; nobody may use it meanwhile. Answers how to put the copy in its place. */
  backUp(): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

const clusterUrl = (): string => {
  const url = process.env['TEST_DATABASE_URL'];
  if (!url) {
    throw new Error('TEST_DATABASE_URL is not set: run the tests by `npm test`');
  }
  return url;
};

async function onCluster(cluster: string, sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  try {
    await client.query(sql, parameters);
  } finally {
    await client.end();
  }
}

const terminate = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`;

/** Puts a copy of another database, or an empty one, in the place of a database. */
async function replace(cluster: string, database: string, template = 'template1'): Promise<void> {
  await onCluster(cluster, `drop database ${database} with (force)`);
  await onCluster(cluster, `create database ${database} template ${template}`);
}

/** Makes a database whose name begins with `name`, on the test cluster or on another one. */
export async function createTestDatabase(name: string, cluster = clusterUrl()): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await onCluster(cluster, `create database ${database}`);
  return openTestDatabase(cluster, database);
}

/** Makes a copy of a database, which nobody may use meanwhile. */
export async function copyTestDatabase(name: string, original: TestDatabase): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await original.terminateConnections();
  const template = new URL(original.url).pathname.slice(1);
  await onCluster(clusterUrl(), `create database ${database} template ${template}`);
  return openTestDatabase(clusterUrl(), database);
}

/** A database that is there. */
export function openTestDatabase(cluster: string, database: string): TestDatabase {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 3 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) =>
      (await pool.query<Row>(sql, parameters)).rows,
    terminateConnections: () => onCluster(cluster, terminate, [database]),
    wipe: () => replace(cluster, database),
    backUp: async () => {
      const backup = `${database}_backup`;
      await onCluster(cluster, terminate, [database]);
      await onCluster(cluster, `create database ${backup} template ${database}`);
      return async () => {
        await replace(cluster, database, backup);
        await onCluster(cluster, `drop database ${backup}`);
      };
    },
    drop: async () => {
      await pool.end();
      await onCluster(cluster, `drop database if exists ${database} with (force)`);
    },
  };
}
