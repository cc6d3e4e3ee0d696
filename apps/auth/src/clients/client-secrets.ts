import type { Database, IdempotencyKey, Transaction } from '@ates/platform';

/**
 * Runs `work` once per idempotency key and returns its result with the secret. A repeated request gets the first result
 * with `secret: null`, because the secret is not stored.
 */
export async function withSecretOnce<Answer extends object>(
  database: Database,
  key: IdempotencyKey | undefined,
  secret: string,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer & { secret: string | null }> {
  const issued: { secret: string | null } = { secret: null };
  const answer = await database.once(key, (tx) => {
    issued.secret = secret;
    return work(tx);
  });
  return { ...answer, ...issued };
}
