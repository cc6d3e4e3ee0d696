import { runMigrateCommand } from '@ates/platform';
import { readRetention, shortenSecurityLog } from '@ates/security-log';
import { tasksMigrations } from '../database/migrations.js';
import { tasksRights } from '../database/rights.js';

const { SECURITY_LOG_DAYS } = readRetention();

await runMigrateCommand('Tasks', {
  migrations: tasksMigrations,
  rights: tasksRights,
  asOwner: shortenSecurityLog(SECURITY_LOG_DAYS),
});
