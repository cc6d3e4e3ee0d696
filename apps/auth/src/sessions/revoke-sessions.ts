import type { Transaction } from '@ates/platform';

/** Ends all that a person has open: sessions, grants, codes and refresh tokens. Access tokens run out by themselves. */
export async function revokeSessions(tx: Transaction, userId: string): Promise<void> {
  await tx.query(`delete from oidc_payload where account_id = $1`, [userId]);
}
