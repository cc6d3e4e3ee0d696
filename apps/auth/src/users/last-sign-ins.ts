import { isoInstant, type Transaction } from '@ates/platform';

/** Stores that a person signs in now (A1). */
export async function storeSignIn(tx: Transaction, personId: string): Promise<void> {
  await tx.query(
    `insert into last_sign_in (user_id, at) values ($1, now())
     on conflict (user_id) do update set at = greatest(last_sign_in.at, excluded.at)`,
    [personId],
  );
}

/** When a person last signed in; null if never. */
export async function lastSignInOf(tx: Transaction, personId: string): Promise<string | null> {
  const [found] = await tx.query<{ at: string }[]>(
    `select ${isoInstant('at')} as at from last_sign_in where user_id = $1`,
    [personId],
  );
  return found?.at ?? null;
}
