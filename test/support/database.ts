import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { limitAccess } from '../../tools/servers/databases.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the test run's cluster, as superuser. */
    databaseUrl: string;
    /** Identifies this run, for names of what its suites share on the cluster. */
    testRun: string;
  }
}

/** The roles of a service on a test cluster: it runs as `service`; `owner` owns its tables. */
export interface TestRoles {
  service: string;
  owner: string;
}

/** The password of every role that tests create. */
export const testPassword = 'for-tests-only';

/** A suite's own database on a test cluster. */
export interface TestDatabase {
  url: string;
  /** URLs as the running role and as the owner of the tables; as the superuser if there are no such roles. */
  serviceUrl: string;
  ownerUrl: string;
  roles: TestRoles | undefined;
  query<Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Ends every connection of services to it, as a restart of the database would. */
  terminateConnections(): Promise<void>;
  /** Runs `work` while nothing is connected to it. */
  alone(work: () => Promise<void>): Promise<void>;
  /** Empties it. */
  wipe(): Promise<void>;
  /** Copies it; nothing may use it meanwhile. Returns a function that restores the copy. */
  backUp(): Promise<() => Promise<void>>;
  drop(): Promise<void>;
}

const clusterUrl = (): string => inject('databaseUrl');

async function onCluster(cluster: string, sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  try {
    await client.query(sql, parameters);
  } finally {
    await client.end();
  }
}

/** The application name of tests' connections, to distinguish them from those of services. */
const testConnection = 'ates-test';

/** Waits until the connections have ended; the signal alone would end some of them during the test's next steps. */
const terminate = `select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = $1`;
const terminateServices = `${terminate} and application_name <> '${testConnection}'`;

/** Creates a database, empty or as a copy of another, with the access that a real one has. */
async function create(
  client: pg.Client,
  database: string,
  roles: TestRoles | undefined,
  template = 'template1',
): Promise<void> {
  // Copies files instead of pages through the log, in a third of the time.
  await client.query(
    `create database ${database} template ${template} strategy file_copy owner ${roles?.owner ?? 'default'}`,
  );
  if (roles) {
    await limitAccess(client, database, roles.service);
  }
}

/** The same, with a connection of its own; replaces a database of that name. */
async function createOn(
  cluster: string,
  database: string,
  roles: TestRoles | undefined,
  template?: string,
): Promise<void> {
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  try {
    await client.query(`drop database if exists ${database} with (force)`);
    await create(client, database, roles, template);
  } finally {
    await client.end();
  }
}

/** Creates an empty database whose name begins with `name`, on the test cluster or another one. */
export async function createTestDatabase(
  name: string,
  cluster = clusterUrl(),
  roles?: TestRoles,
): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await createOn(cluster, database, roles);
  return openTestDatabase(cluster, database, roles);
}

/** Copies a database; nothing may use it meanwhile. */
export async function copyTestDatabase(name: string, original: TestDatabase): Promise<TestDatabase> {
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  const template = new URL(original.url).pathname.slice(1);
  const { roles } = original;
  await original.alone(() => createOn(clusterUrl(), database, roles, template));
  return openTestDatabase(clusterUrl(), database, roles);
}

/**
 * A copy of the template `name`. The first worker that needs the template creates it once a run, with `prepare`.
 */
export async function copyOfTemplate(
  name: string,
  roles: TestRoles,
  prepare: (template: TestDatabase) => Promise<void>,
): Promise<TestDatabase> {
  const template = `template_${inject('testRun')}_${name}`;
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    // Held while copying, too: PostgreSQL cannot copy a database that is being copied.
    await client.query(`select pg_advisory_lock(hashtextextended($1, 0))`, [template]);
    const { rowCount } = await client.query(`select from pg_database where datname = $1`, [template]);
    if (rowCount === 0) {
      await makeTemplate(client, template, roles, prepare);
    }
    const database = `${name}_${randomBytes(6).toString('hex')}`;
    await create(client, database, roles, template);
    return openTestDatabase(clusterUrl(), database, roles);
  } finally {
    await client.end();
  }
}

/** Renames the template last, so that an existing one is complete. */
async function makeTemplate(
  client: pg.Client,
  template: string,
  roles: TestRoles,
  prepare: (template: TestDatabase) => Promise<void>,
): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await create(client, draft, roles);
  await prepare(openTestDatabase(clusterUrl(), draft, roles));
  await client.query(`alter database ${draft} rename to ${template}`);
}

/** Opens an existing database. */
export function openTestDatabase(cluster: string, database: string, roles?: TestRoles): TestDatabase {
  const url = new URL(cluster);
  url.pathname = `/${database}`;
  const urlAs = (role: string | undefined): string => {
    const own = new URL(url);
    return role ? Object.assign(own, { username: role, password: testPassword }).href : own.href;
  };
  const connect = (): pg.Pool => {
    const connections = new pg.Pool({
      connectionString: url.href,
      max: 3,
      application_name: testConnection,
    });
    connections.on('error', () => undefined);
    return connections;
  };
  let pool = connect();
  // Closes our own pool first: a terminated connection would look usable until its end is read.
  const alone = async (work: () => Promise<void>): Promise<void> => {
    await pool.end();
    try {
      await onCluster(cluster, terminate, [database]);
      await work();
    } finally {
      pool = connect();
    }
  };
  return {
    url: url.href,
    serviceUrl: urlAs(roles?.service),
    ownerUrl: urlAs(roles?.owner),
    roles,
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) =>
      (await pool.query<Row>(sql, parameters)).rows,
    terminateConnections: () => onCluster(cluster, terminateServices, [database]),
    alone,
    wipe: () => alone(() => createOn(cluster, database, roles)),
    backUp: async () => {
      const backup = `${database}_backup`;
      await alone(() => createOn(cluster, backup, roles, database));
      return () =>
        alone(async () => {
          await createOn(cluster, database, roles, backup);
          await onCluster(cluster, `drop database ${backup}`);
        });
    },
    drop: async () => {
      await pool.end();
      await onCluster(cluster, `drop database if exists ${database} with (force)`);
    },
  };
}
