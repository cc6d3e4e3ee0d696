import { readFileSync } from 'node:fs';
import { sqlMigration } from './sql-migration.js';

/** The platform's tables and functions, which every service's database has; `dataSourceOptions` adds them. */
export const platformMigrations = [
  sqlMigration('platform', 1, readFileSync(new URL('./0001-platform.sql', import.meta.url), 'utf8')),
  sqlMigration('fence', 2, readFileSync(new URL('./0002-fence.sql', import.meta.url), 'utf8')),
  sqlMigration('months', 2, readFileSync(new URL('./0002-months.sql', import.meta.url), 'utf8')),
];

/** For a service with a search: the functions that `findsPart` and its index use. */
export const searchMigrations = [
  sqlMigration('search', 1, readFileSync(new URL('./0001-search.sql', import.meta.url), 'utf8')),
];

/** For a service with quotas: the table of `countedUse`. */
export const quotaMigrations = [
  sqlMigration('quota', 1, readFileSync(new URL('./0001-quota.sql', import.meta.url), 'utf8')),
];
