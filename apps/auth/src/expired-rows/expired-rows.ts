import type { Transaction } from '@ates/platform';

/** Deletes sessions, codes and tokens that have expired. */
export async function forgetExpiredPayloads(tx: Transaction): Promise<void> {
  await tx.query(`delete from oidc_payload where expires_at < now()`);
}

// rate-limiter-flexible writes and compares windows by the instances' clocks, and the database's clock may be ahead of
// them: with an hour's margin, a window has ended by their clocks, too.
const marginMilliseconds = 60 * 60 * 1000;

/** Deletes attempt counts whose window ended more than an hour ago. */
export async function forgetExpiredCounts(tx: Transaction): Promise<void> {
  await tx.query(`delete from attempt_count where expire < extract(epoch from now()) * 1000 - $1`, [
    marginMilliseconds,
  ]);
}
