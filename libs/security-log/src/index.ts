export { recordSecurity } from './record-security.js';
export { recordExport } from './record-export.js';
export { readRetention, securityLogKeys, shortenSecurityLog } from './retention.js';
export { securityLogRights } from './rights.js';
export { securityLogMigrations, securityLogMigrationsOfAuth } from './migrations.js';
export { SecurityLogModule } from './security-log.module.js';
