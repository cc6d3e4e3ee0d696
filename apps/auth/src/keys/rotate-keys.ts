import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { Database, Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { insertSigningKey, type SigningKey } from './signing-key.queries.js';

/** What every token is signed with. */
export const signingAlgorithm = 'RS256';

/**
 * The shortest overlap: every instance looks for new keys every two seconds and must publish one before another instance
 * signs with it, or a good token would be refused.
 */
export const shortestOverlapSeconds = 5;

async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, private_jwk: { ...jwk, kid, alg: signingAlgorithm, use: 'sig' } };
}

/** Adds a key: published by every instance within seconds, signing after `overlapSeconds`. Answers its id. */
export async function rotateKeys(database: Database, overlapSeconds: number): Promise<string> {
  if (overlapSeconds < shortestOverlapSeconds) {
    throw new RangeError(`The overlap must be ${shortestOverlapSeconds} seconds at least.`);
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

/** Makes the first key, unless there is one; of several instances that start together one makes it. */
export async function makeFirstKey(database: Database): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('auth:first-signing-key', 0))`);
    if (!(await hasKey(tx))) {
      await insertSigningKey(tx, await newSigningKey(), 0);
    }
  });
}

const hasKey = async (tx: Transaction): Promise<boolean> => {
  const rows = await tx.query<unknown[]>(`select 1 from signing_key limit 1`);
  return rows.length > 0;
};
