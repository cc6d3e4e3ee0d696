import type { Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { forgetAttempts } from '../limits/attempt-limits.js';
import { withoutCapitals } from '../database/without-capitals.js';

/** Clears the failed attempts counted against an account; returns how many counts there were. */
export async function freeAccount(tx: Transaction, account: string): Promise<number> {
  const counts = await forgetAttempts(tx, account);
  const [person] = await tx.query<{ id: string }[]>(
    `select id from users where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and not is_deleted`,
    [account],
  );
  await recordSecurity(tx, {
    action: 'account.freed',
    ...(person ? { subject: { kind: 'person', id: person.id } } : {}),
    details: { counts },
  });
  return counts;
}
