import pg from 'pg';
import { inject } from 'vitest';
import { dataSourceOptions, migrateAsOwner, ownershipOf, type DatabaseSettings } from '@ates/platform';
import { authMigrations } from '../../apps/auth/src/database/migrations.js';
import { authRights } from '../../apps/auth/src/database/rights.js';
import { financeMigrations } from '../../apps/finance/src/database/migrations.js';
import { financeRights } from '../../apps/finance/src/database/rights.js';
import { tasksMigrations } from '../../apps/tasks/src/database/migrations.js';
import { tasksRights } from '../../apps/tasks/src/database/rights.js';
import { createRoles, ownerOf } from '../../tools/servers/databases.mjs';
import {
  copyOfTemplate,
  createTestDatabase,
  testPassword,
  type TestDatabase,
  type TestRoles,
} from './database.js';

const migrations = { auth: authMigrations, tasks: tasksMigrations, finance: financeMigrations };
const rights = { auth: authRights, tasks: tasksRights, finance: financeRights };

type ServiceName = keyof typeof migrations;

/**
 * A service's migrated database without data, with the service's two roles. On the test cluster it is a copy of a
 * template that is migrated once a run; on another cluster the service migrates it when it starts.
 */
export async function createServiceDatabase(service: ServiceName, cluster?: string): Promise<TestDatabase> {
  const roles = await rolesOn(cluster ?? inject('databaseUrl'), service);
  return cluster === undefined
    ? copyOfTemplate(service, roles, (template) => migrate(service, template))
    : createTestDatabase(service, cluster, roles);
}

/** The environment keys with the URLs of a service's database. */
export const databaseKeys = ({ serviceUrl, ownerUrl }: TestDatabase): Record<string, string> => ({
  DATABASE_URL: serviceUrl,
  ...(ownerUrl === serviceUrl ? {} : { DATABASE_OWNER_URL: ownerUrl }),
});

/** The database settings of a service, for testing a part of it. */
export const databaseSettings = (
  service: ServiceName,
  { serviceUrl, ownerUrl }: TestDatabase,
): DatabaseSettings => ({
  url: serviceUrl,
  ownerUrl,
  entities: [],
  migrations: migrations[service],
  rights: rights[service],
});

async function migrate(service: ServiceName, template: TestDatabase): Promise<void> {
  const settings = databaseSettings(service, template);
  await migrateAsOwner(dataSourceOptions(settings), template.ownerUrl, ownershipOf(settings).rights);
}

/** Creates the roles if they are missing, under a lock: they belong to the cluster, which several workers share. */
async function rolesOn(cluster: string, name: ServiceName): Promise<TestRoles> {
  // Other names than those of a real service, which may be on the same cluster.
  const service = `ates_test_${name}`;
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('ates:test-roles', 0))`);
    const { rowCount } = await client.query(`select from pg_roles where rolname = $1`, [ownerOf(service)]);
    if (rowCount === 0) {
      await createRoles(client, { service, password: testPassword, ownerPassword: testPassword });
    }
    return { service, owner: ownerOf(service) };
  } finally {
    await client.end();
  }
}
