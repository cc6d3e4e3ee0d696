import type { Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import type { DueDays } from './calendar.js';

/** Records in the security log which days were closed, and by whom (A10). */
export const recordClosing = (tx: Transaction, { first, last, areEmpty }: DueDays): Promise<void> =>
  recordSecurity(tx, {
    action: 'day.closed',
    subject: { kind: 'day', id: last },
    details: areEmpty ? { first, last, empty: true } : {},
  });
