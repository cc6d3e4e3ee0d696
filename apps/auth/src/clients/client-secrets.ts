import { randomBytes } from 'node:crypto';
import type { Database, IdempotencyKey, Transaction } from '@ates/platform';

/** A secret that nobody can guess, for a client to sign in with. */
export const newClientSecret = (): string => randomBytes(32).toString('base64url');

/**
 * Does `work` once for a key and answers with the secret. The same request again gets the first answer, but without the
 * secret: that is kept nowhere.
 */
export async function withSecretOnce<Answer extends object>(
  database: Database,
  key: IdempotencyKey | undefined,
  secret: string,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer & { secret: string | null }> {
  const told: { secret: string | null } = { secret: null };
  const answer = await database.once(key, (tx) => {
    told.secret = secret;
    return work(tx);
  });
  return { ...answer, ...told };
}
