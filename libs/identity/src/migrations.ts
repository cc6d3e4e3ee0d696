import { readFileSync } from 'node:fs';
import { sqlMigration } from '@ates/platform';

/** The tables of cached people and of the issuer's keys, for a service that is not their owner. */
export const identityMigrations = [
  sqlMigration('identity', 1, readFileSync(new URL('./0001-identity.sql', import.meta.url), 'utf8')),
];
