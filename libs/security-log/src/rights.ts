import type { TableRights } from '@ates/platform';

/** The running role writes entries and reads them, and nothing else (A10). */
export const securityLogRights: TableRights = {
  security_log: ['select', 'insert'],
};
