import type { Outbox } from '@ates/messaging';
import { longStatementMilliseconds, type CommitSignals, type Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { dayClosed } from '../ledger/open-days.js';
import type { DueDays } from './calendar.js';
import { eventsOf } from './closing-events.js';
import { settleEmptyDays } from './settle-empty-days.js';
import { settle, type ClosedDay } from './settling.js';

/** How others learn of a closed day, in the transaction that closes it. */
interface Publishing {
  signals: CommitSignals;
  outbox: Outbox;
  currency: string;
}

/** Closing a day touches every account, so its statements may run long. */
export const closeLimits = { statementMilliseconds: longStatementMilliseconds };

/**
 * Closes the next days that are due (F6): settles them, queues their statements, and publishes it. The caller holds the
 * lock that keeps others from posting and closing. Returns the days it closed, in order.
 */
export async function close(
  tx: Transaction,
  { first, last, areEmpty }: DueDays,
  now: Date,
  { signals, outbox, currency }: Publishing,
): Promise<ClosedDay[]> {
  const closed = areEmpty
    ? await settleEmptyDays(tx, first, last, now)
    : [await settle(tx, first, now, { queuesStatements: true })];
  signals.afterCommit(tx, dayClosed);
  await recordSecurity(tx, {
    action: 'day.closed',
    subject: { kind: 'day', id: last },
    details: areEmpty ? { first, last, empty: true } : {},
  });
  await outbox.add(
    tx,
    closed.flatMap((day) => eventsOf(day, currency)),
  );
  return closed;
}
