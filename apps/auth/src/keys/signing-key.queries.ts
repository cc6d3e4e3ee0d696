import type { JWK } from 'oidc-provider';
import { longestTokenLifetimeSeconds } from './token-lifetime.js';
import type { Database, Transaction } from '@ates/platform';

/** A key that tokens are signed with, or that some still are signed with. */
export interface SigningKey {
  kid: string;
  private_jwk: JWK;
}

// A token may have been signed just before another instance noticed that its key was followed by a new one.
const spareSeconds = 60;

/** How long a key stays published after the next one signs: until the last token it signed has run out. */
export const publishedAfterSeconds = longestTokenLifetimeSeconds + spareSeconds;

/**
 * The keys to publish: first the one that signs now (the newest whose time has come), then older ones while tokens of
 * theirs live, and those whose time is still to come. The database's clock decides, so that all instances agree.
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

/** Adds a key that signs from `overlapSeconds` on. */
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

/** Forgets keys whose last token ran out: a key that is not there cannot be stolen. */
export async function forgetOverKeys(tx: Transaction): Promise<void> {
  await tx.query(
    `delete from signing_key using (
       select kid, lead(signs_from) over (order by signs_from, kid) as followed_from from signing_key
     ) as key
     where signing_key.kid = key.kid and key.followed_from + make_interval(secs => $1) < now()`,
    [publishedAfterSeconds],
  );
}
