import type { Outbox } from '@ates/messaging';
import {
  longStatementMilliseconds,
  type CommitSignals,
  type Database,
  type Transaction,
} from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { dayClosed, stopPosting } from '../ledger/open-days.js';
import { restoreIsPending } from '../ledger/restoring.js';
import type { DueDays } from './calendar.js';
import { publishClosedDays, type BooksSettings } from './closing-events.js';
import { settleEmptyDays } from './settle-empty-days.js';
import { settle, withdrawPayouts } from './settling.js';

/** How others learn of a closed day, in the transaction that closes it. */
interface Publishing {
  signals: CommitSignals;
  outbox: Outbox;
  books: BooksSettings;
}

/** Closing a day touches every account, so its statements may run long. */
export const closeLimits = { statementMilliseconds: longStatementMilliseconds };

/** Thrown by `close` to roll its transaction back: these days must be sealed first. */
class NotSealed extends Error {
  constructor(readonly days: DueDays) {
    super(`${days.last} is not sealed`);
  }
}

/**
 * Runs `work`, whose transaction closes days. Whenever it finds days that are not sealed yet, it is rolled back, and runs
 * again once they are.
 */
export async function sealingFirst<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotSealed)) {
        throw error;
      }
      await database.transaction((tx) => seal(tx, error.days), closeLimits);
    }
  }
}

/**
 * Seals days that have ended: once this has committed, nothing can be booked on them, so they can be closed while posting
 * continues (docs/adr/0072). A transaction of its own, because posters wait for it. Seals nothing if the days were empty
 * and no longer are, or if lost days must be restored first.
 */
async function seal(tx: Transaction, { first, last, areEmpty }: DueDays): Promise<void> {
  await stopPosting(tx);
  await tx.query(
    `insert into sealed_day (day)
     select $2::date
     where not ($3::boolean and exists (select from company_day_balance where day between $1 and $2))
       and not ${restoreIsPending}
     on conflict do nothing`,
    [first, last, areEmpty],
  );
}

/**
 * Closes the next days that are due (F6): settles them, queues their statements, and publishes it. The caller holds the
 * lock that keeps others from closing, runs this by `sealingFirst`, and commits right after it.
 */
export async function close(
  tx: Transaction,
  due: DueDays,
  now: Date,
  { signals, outbox, books }: Publishing,
): Promise<void> {
  await requireSealed(tx, due);
  const { first, last, areEmpty } = due;
  await (areEmpty
    ? settleEmptyDays(tx, first, last, now)
    : settle(tx, first, now, { queuesStatements: true }));
  signals.afterCommit(tx, dayClosed);
  await recordSecurity(tx, {
    action: 'day.closed',
    subject: { kind: 'day', id: last },
    details: areEmpty ? { first, last, empty: true } : {},
  });
  await publishClosedDays(tx, outbox, due, { now, books });
  if (!areEmpty) {
    await withdrawPayouts(tx, first);
  }
}

async function requireSealed(tx: Transaction, days: DueDays): Promise<void> {
  const seals = await tx.query<unknown[]>(`select from sealed_day where day >= $1 limit 1`, [days.last]);
  if (seals.length === 0) {
    throw new NotSealed(days);
  }
}
