import type { Database } from '@ates/platform';
import {
  hashOfRandomSecret,
  isHashOfRandomSecret,
  isRandomSecret,
  matchesRandomSecret,
} from '../credentials/random-secrets.js';
import type { Passwords } from '../credentials/passwords.js';

interface StoredSecret {
  /** The client's id. */
  id: string;
  /** The hash of its secret; undefined if it has none. */
  stored: string | undefined;
}

/**
 * Whether a secret is the one of a stored client. A hash by argon2id is replaced by a fast one when the client next uses
 * its secret.
 */
export async function matchesStoredSecret(
  { database, passwords }: { database: Database; passwords: Passwords },
  client: StoredSecret,
  secret: string,
): Promise<boolean> {
  if (client.stored !== undefined && isHashOfRandomSecret(client.stored)) {
    return matchesRandomSecret(client.stored, secret);
  }
  const isRight = await passwords.matches(client.stored, secret);
  if (isRight && isRandomSecret(secret)) {
    await replaceHash(database, client, hashOfRandomSecret(secret));
  }
  return isRight;
}

/** Replaces a hash, unless the secret was renewed meanwhile. */
async function replaceHash(database: Database, { id, stored }: StoredSecret, hash: string): Promise<void> {
  await database.query(
    `with service as (update service_client set secret_hash = $3 where id = $1 and secret_hash = $2)
     update device_client set secret_hash = $3 where id = $1 and secret_hash = $2`,
    [id, stored, hash],
  );
}
