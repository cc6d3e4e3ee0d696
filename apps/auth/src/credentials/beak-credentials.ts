import { Problem, type Transaction } from '@ates/platform';

/** A stored beak: its lookup key and its salted hash. */
export interface StoredBeak {
  lookup: string;
  hash: string;
}

/** Stores a person's beak, replacing any earlier one. Throws the Problem `beak-taken`. */
export async function storeBeak(
  tx: Transaction,
  userId: string,
  { lookup, hash }: StoredBeak,
): Promise<void> {
  await requireNotTaken(tx, userId, lookup);
  await tx.query(
    `insert into credential (user_id, kind, secret_hash, lookup) values ($1, 'beak', $2, $3)
     on conflict (user_id, kind) do update
     set secret_hash = excluded.secret_hash, lookup = excluded.lookup, set_at = now()`,
    [userId, hash, lookup],
  );
}

/** Whether a person has a beak. */
export async function hasBeak(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`select 1 from credential where user_id = $1 and kind = 'beak'`, [
    userId,
  ]);
  return rows.length > 0;
}

/** Removes a person's beak; returns whether there was one. */
export async function removeBeak(tx: Transaction, userId: string): Promise<boolean> {
  const isThere = await hasBeak(tx, userId);
  await tx.query(`delete from credential where user_id = $1 and kind = 'beak'`, [userId]);
  return isThere;
}

/** Whether someone already signs in with this beak. Locks it against others until the transaction ends. */
export async function isBeakTaken(tx: Transaction, lookup: string): Promise<boolean> {
  await lockBeak(tx, lookup);
  const rows = await tx.query<unknown[]>(`select 1 from credential where lookup = $1`, [lookup]);
  return rows.length > 0;
}

// When two people set the same beak concurrently, the second waits here and then finds the first one's.
async function lockBeak(tx: Transaction, lookup: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:beak:' || $1, 0))`, [lookup]);
}

async function requireNotTaken(tx: Transaction, userId: string, lookup: string): Promise<void> {
  await lockBeak(tx, lookup);
  const others = await tx.query<unknown[]>(`select 1 from credential where lookup = $1 and user_id <> $2`, [
    lookup,
    userId,
  ]);
  if (others.length > 0) {
    throw new Problem(
      'conflict',
      'beak-taken',
      'Someone else already signs in with this photo. Choose another one.',
    );
  }
}
