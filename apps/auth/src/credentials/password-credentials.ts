import type { Transaction } from '@ates/platform';

/** Stores the hash of a person's password, replacing any earlier one. */
export async function storePassword(tx: Transaction, userId: string, hash: string): Promise<void> {
  await tx.query(
    `insert into credential (user_id, kind, secret_hash) values ($1, 'password', $2)
     on conflict (user_id, kind) do update set secret_hash = excluded.secret_hash, set_at = now()`,
    [userId, hash],
  );
}

/** Whether a person has a password. */
export async function hasPassword(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from credential where user_id = $1 and kind = 'password'`,
    [userId],
  );
  return rows.length > 0;
}

/** Whether a person has any credentials. */
export async function hasCredentials(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`select 1 from credential where user_id = $1`, [userId]);
  return rows.length > 0;
}

/** Removes all credentials of a person. */
export async function removeCredentials(tx: Transaction, userId: string): Promise<void> {
  await tx.query(`delete from credential where user_id = $1`, [userId]);
}
