import { readFileSync } from 'node:fs';
import { identityMigrations } from '@ates/identity';
import { messagingMigrations } from '@ates/messaging';
import { searchMigrations, sqlMigration } from '@ates/platform';
import { securityLogMigrations } from '@ates/security-log';

/** All migrations of Finance's database, including those of the libraries. */
export const financeMigrations = [
  ...searchMigrations,
  ...messagingMigrations,
  ...identityMigrations,
  ...securityLogMigrations,
  sqlMigration('finance', 1, readFileSync(new URL('./0001-finance.sql', import.meta.url), 'utf8')),
  sqlMigration(
    'postings-by-month',
    2,
    readFileSync(new URL('./0002-postings-by-month.sql', import.meta.url), 'utf8'),
  ),
  sqlMigration('sealed-days', 4, readFileSync(new URL('./0004-sealed-days.sql', import.meta.url), 'utf8')),
  sqlMigration(
    'restored-books',
    17,
    readFileSync(new URL('./0017-restored-books.sql', import.meta.url), 'utf8'),
  ),
];
