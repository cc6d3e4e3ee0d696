import type { Transaction } from '@ates/platform';

/** Deletes sessions, codes and tokens that have expired. */
export async function forgetExpiredPayloads(tx: Transaction): Promise<void> {
  await tx.query(`delete from oidc_payload where expires_at < now()`);
}

/** Deletes counts of attempts whose window is over. */
export async function forgetOverCounts(tx: Transaction): Promise<void> {
  await tx.query(`delete from attempt_count where expire < extract(epoch from now()) * 1000`);
}
