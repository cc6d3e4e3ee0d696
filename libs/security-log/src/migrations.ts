import { readFileSync } from 'node:fs';
import { sqlMigration } from '@ates/platform';

const schema = readFileSync(new URL('./0001-security-log.sql', import.meta.url), 'utf8');

/** The security log of a service with cached people. */
export const securityLogMigrations = [sqlMigration('security-log', 1, schema)];

/** The security log of Auth, which owns the people. */
export const securityLogMigrationsOfAuth = [
  sqlMigration('security-log', 1, schema.replaceAll('cached_user', 'users')),
];
