import type { JWK } from 'oidc-provider';
import { longestTokenLifetimeSeconds } from './token-lifetime.js';
import type { Database, Transaction } from '@ates/platform';

/** A key that signs tokens, or that signed tokens which have not expired yet. */
export interface SigningKey {
  kid: string;
  private_jwk: JWK;
}

// Margin for instances that have not noticed the new key yet and still sign with the old one.
const marginSeconds = 60;

/** How long a key stays published after its successor starts to sign: until the last token it signed has expired. */
const publishedAfterSeconds = longestTokenLifetimeSeconds + marginSeconds;

/**
 * The keys to publish: first the one that signs now (the newest that has become active), then older ones whose tokens
 * may not have expired, and future ones. Uses the database's clock, so that all instances agree.
 */
export const publishedKeys = (database: Database): Promise<SigningKey[]> =>
  database.query<SigningKey>(
    `select kid, private_jwk
     from (
       select *, lead(signs_from) over (order by signs_from, kid) as followed_from from signing_key
     ) as key
     where followed_from is null or followed_from + make_interval(secs => $1) > now()
     order by signs_from <= now() desc, signs_from desc, kid desc`,
    [publishedAfterSeconds],
  );

/** Adds a key that starts to sign in `overlapSeconds`. */
export async function insertSigningKey(
  tx: Transaction,
  key: SigningKey,
  overlapSeconds: number,
): Promise<void> {
  await tx.query(
    `insert into signing_key (kid, private_jwk, signs_from)
     values ($1, $2, now() + make_interval(secs => $3))`,
    [key.kid, JSON.stringify(key.private_jwk), overlapSeconds],
  );
}

/** Deletes keys whose last token has expired, so that they cannot be stolen. */
export async function forgetExpiredKeys(tx: Transaction): Promise<void> {
  await tx.query(
    `delete from signing_key using (
       select kid, lead(signs_from) over (order by signs_from, kid) as followed_from from signing_key
     ) as key
     where signing_key.kid = key.kid and key.followed_from + make_interval(secs => $1) < now()`,
    [publishedAfterSeconds],
  );
}
