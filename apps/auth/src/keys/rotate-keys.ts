import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Database } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { insertSigningKey, type SigningKey } from './signing-key.queries.js';

/** The algorithm of all token signatures. */
export const signingAlgorithm = 'RS256';

/**
 * The shortest overlap. Instances poll for new keys every two seconds, and each must publish a key before any of them
 * signs with it; otherwise valid tokens would be rejected.
 */
export const shortestOverlapSeconds = 5;

async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, private_jwk: { ...jwk, kid, alg: signingAlgorithm, use: 'sig' } };
}

/** Adds a key, which every instance publishes within seconds and which signs after `overlapSeconds`. Returns its id. */
export async function rotateKeys(database: Database, overlapSeconds: number): Promise<string> {
  if (overlapSeconds < shortestOverlapSeconds) {
    throw new RangeError(`The overlap must be at least ${shortestOverlapSeconds} seconds.`);
  }
  const key = await newSigningKey();
  await database.transaction(async (tx) => {
    await insertSigningKey(tx, key, overlapSeconds);
    await recordSecurity(tx, {
      action: 'keys.rotated',
      subject: { kind: 'key', id: key.kid },
      details: { overlap_seconds: overlapSeconds },
    });
  });
  return key.kid;
}

/** Creates the first key if there is none. Of several instances starting together, only one creates it. */
export async function createFirstKey(database: Database): Promise<void> {
  const known = await database.query(`select from signing_key limit 1`);
  if (known.length > 0) {
    return;
  }
  // Before the transaction: on a busy machine it takes so long that PostgreSQL would end the idle transaction.
  const key = await newSigningKey();
  await database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:first-signing-key', 0))`);
    const others = await tx.query<unknown[]>(`select from signing_key limit 1`);
    if (others.length === 0) {
      await insertSigningKey(tx, key, 0);
    }
  });
}
