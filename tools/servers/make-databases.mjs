// @ts-check
// Creates a database and two roles for each service on an existing PostgreSQL, and migrates the tables:
//   node tools/servers/make-databases.mjs
//   SUPERUSER_DATABASE_URL, AUTH_DATABASE_PASSWORD, TASKS_DATABASE_PASSWORD, FINANCE_DATABASE_PASSWORD
// The passwords are for the roles that the services run as. The owners of the tables cannot log in: only the superuser
// can act as an owner, and the services know no owner's password.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { asOwner, createDatabases } from './databases.mjs';
import { neededKeys } from '../terminal/needed-keys.mjs';

const root = path.resolve(import.meta.dirname, '../..');

const { SUPERUSER_DATABASE_URL, AUTH_DATABASE_PASSWORD, TASKS_DATABASE_PASSWORD, FINANCE_DATABASE_PASSWORD } =
  neededKeys([
    'SUPERUSER_DATABASE_URL',
    'AUTH_DATABASE_PASSWORD',
    'TASKS_DATABASE_PASSWORD',
    'FINANCE_DATABASE_PASSWORD',
  ]);

const databases = [
  { service: 'auth', password: AUTH_DATABASE_PASSWORD },
  { service: 'tasks', password: TASKS_DATABASE_PASSWORD },
  { service: 'finance', password: FINANCE_DATABASE_PASSWORD },
];

/** @param {import('./databases.mjs').ServiceDatabase} database */
async function migrate({ service, password }) {
  const url = new URL(SUPERUSER_DATABASE_URL);
  Object.assign(url, { username: service, password: encodeURIComponent(password), pathname: `/${service}` });
  const program = path.join(root, `dist/apps/${service}/src/commands/migrate.js`);
  const command = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      DATABASE_URL: url.href,
      DATABASE_OWNER_URL: asOwner(SUPERUSER_DATABASE_URL, service),
    },
    stdio: 'inherit',
  });
  const [code] = await once(command, 'exit');
  return code === 0;
}

await createDatabases(SUPERUSER_DATABASE_URL, databases);
const migrated = await Promise.all(databases.map(migrate));
process.exitCode = migrated.every(Boolean) ? 0 : 1;
