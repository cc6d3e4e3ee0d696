import { readFileSync } from 'node:fs';
import { identityMigrations } from '@ates/identity';
import { messagingMigrations } from '@ates/messaging';
import { quotaMigrations, searchMigrations, sqlMigration } from '@ates/platform';
import { securityLogMigrations } from '@ates/security-log';

/** All migrations of the Tasks database, including those of the libraries. */
export const tasksMigrations = [
  ...searchMigrations,
  ...quotaMigrations,
  ...messagingMigrations,
  ...identityMigrations,
  ...securityLogMigrations,
  sqlMigration('tasks', 1, readFileSync(new URL('./0001-tasks.sql', import.meta.url), 'utf8')),
  sqlMigration(
    'assignment-months',
    2,
    readFileSync(new URL('./0002-assignment-months.sql', import.meta.url), 'utf8'),
  ),
  sqlMigration('new-tasks', 3, readFileSync(new URL('./0003-new-tasks.sql', import.meta.url), 'utf8')),
  sqlMigration(
    'notifications',
    18,
    readFileSync(new URL('./0018-notifications.sql', import.meta.url), 'utf8'),
  ),
  sqlMigration(
    'completed-since',
    19,
    readFileSync(new URL('./0019-completed-since.sql', import.meta.url), 'utf8'),
  ),
  sqlMigration('task-orders', 20, readFileSync(new URL('./0020-task-orders.sql', import.meta.url), 'utf8')),
  sqlMigration('digests', 21, readFileSync(new URL('./0021-digests.sql', import.meta.url), 'utf8')),
];
