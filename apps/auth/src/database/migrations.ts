import { readFileSync } from 'node:fs';
import { messagingMigrations } from '@ates/messaging';
import { searchMigrations, sqlMigration } from '@ates/platform';
import { securityLogMigrationsOfAuth } from '@ates/security-log';

/** All migrations of Auth's database, including those of the libraries. */
export const authMigrations = [
  ...searchMigrations,
  ...messagingMigrations,
  ...securityLogMigrationsOfAuth,
  sqlMigration('auth', 1, readFileSync(new URL('./0001-auth.sql', import.meta.url), 'utf8')),
  sqlMigration('last-sign-in', 20, readFileSync(new URL('./0020-last-sign-in.sql', import.meta.url), 'utf8')),
];
