// @ts-check
// A database and a role for each service on a PostgreSQL that is there: node tools/make-databases.mjs
//   SUPERUSER_DATABASE_URL, AUTH_DATABASE_PASSWORD, TASKS_DATABASE_PASSWORD, FINANCE_DATABASE_PASSWORD
import { createDatabases } from './databases.mjs';
import { neededKeys } from './needed-keys.mjs';

const { SUPERUSER_DATABASE_URL, AUTH_DATABASE_PASSWORD, TASKS_DATABASE_PASSWORD, FINANCE_DATABASE_PASSWORD } =
  neededKeys([
    'SUPERUSER_DATABASE_URL',
    'AUTH_DATABASE_PASSWORD',
    'TASKS_DATABASE_PASSWORD',
    'FINANCE_DATABASE_PASSWORD',
  ]);

await createDatabases(SUPERUSER_DATABASE_URL, [
  { service: 'auth', password: AUTH_DATABASE_PASSWORD },
  { service: 'tasks', password: TASKS_DATABASE_PASSWORD },
  { service: 'finance', password: FINANCE_DATABASE_PASSWORD },
]);
