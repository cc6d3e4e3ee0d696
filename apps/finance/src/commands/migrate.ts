import { runMigrateCommand } from '@ates/platform';
import { readRetention, shortenSecurityLog } from '@ates/security-log';
import { financeMigrations } from '../database/migrations.js';
import { financeRights } from '../database/rights.js';

const { SECURITY_LOG_DAYS } = readRetention();

await runMigrateCommand('Finance', {
  migrations: financeMigrations,
  rights: financeRights,
  asOwner: shortenSecurityLog(SECURITY_LOG_DAYS),
});
