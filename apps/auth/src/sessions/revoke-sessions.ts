import type { Transaction } from '@ates/platform';

/** Ends all of a person's sessions, grants, codes and refresh tokens. Access tokens stay valid until they expire. */
export async function revokeSessions(tx: Transaction, userId: string): Promise<void> {
  await tx.query(`delete from oidc_payload where account_id = $1`, [userId]);
}
