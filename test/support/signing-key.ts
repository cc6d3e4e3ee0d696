import type { JWK } from 'jose';
import type { TestDatabase } from './database.js';

/** The private key that Auth signs with now, from its database: the newest whose time has come. */
export async function signingKeyOf(auth: Pick<TestDatabase, 'query'>): Promise<JWK> {
  const [row] = await auth.query<{ private_jwk: JWK }>(
    `select private_jwk from signing_key where signs_from <= now() order by signs_from desc, kid desc limit 1`,
  );
  if (!row) {
    throw new Error('Auth has no key that signs');
  }
  return row.private_jwk;
}
