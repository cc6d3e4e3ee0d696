import type { Transaction } from '@ates/platform';

/** Deletes sessions, codes and tokens that have expired. */
export async function forgetExpiredPayloads(tx: Transaction): Promise<void> {
  await tx.query(`delete from oidc_payload where expires_at < now()`);
}

// Windows are written and compared by the clocks of the instances (rate-limiter-flexible). The database's clock may be ahead
// of them: a count that it finds over for an hour is over by theirs.
const spare = 60 * 60 * 1000;

/** Deletes counts of attempts whose window has been over for an hour. */
export async function forgetOverCounts(tx: Transaction): Promise<void> {
  await tx.query(`delete from attempt_count where expire < extract(epoch from now()) * 1000 - $1`, [spare]);
}
