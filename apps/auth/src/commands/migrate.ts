import { runMigrateCommand } from '@ates/platform';
import { readRetention, shortenSecurityLog } from '@ates/security-log';
import { authMigrations } from '../database/migrations.js';
import { authRights } from '../database/rights.js';

const { SECURITY_LOG_DAYS } = readRetention();

await runMigrateCommand('Auth', {
  migrations: authMigrations,
  rights: authRights,
  asOwner: shortenSecurityLog(SECURITY_LOG_DAYS),
});
