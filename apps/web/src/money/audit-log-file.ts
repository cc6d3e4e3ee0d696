import type { DayRange } from '../components/day-range.js';
import type { DownloadedFile } from '../components/downloads.js';

/** Download of an account's audit log for a range of days. */
export const auditLogFile = (user: string, { from, to }: DayRange): DownloadedFile => ({
  service: 'finance',
  path: '/accounting/audit-log',
  query: { user, from, to },
  name: from === to ? `account-${from}` : `account-${from}-${to}`,
});
