import type { TableRights } from '@ates/platform';

/** The running role can only insert and read entries (A10). */
export const securityLogRights: TableRights = {
  security_log: ['select', 'insert'],
};
