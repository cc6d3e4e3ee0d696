import type { ClientMetadata } from 'oidc-provider';
import type { Database, Transaction } from '@ates/platform';
import { requireFreeClientId } from './client-ids.js';

/** A service with its own tokens: for one audience and at most these scopes (A3). */
export interface ServiceClient {
  id: string;
  audience: string;
  scopes: readonly string[];
}

/** Our own metadata keys, which the provider keeps on its client objects. */
export const ownClientMetadata = ['service_audience', 'service_scopes'];

/** The provider's metadata for a service client; `secret` is plain or hashed, as it will be compared. */
export const serviceClientMetadata = (
  { id, audience, scopes }: ServiceClient,
  secret: string,
): ClientMetadata => ({
  client_id: id,
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
  service_audience: audience,
  service_scopes: scopes.join(' '),
});

interface ServiceClientRow {
  id: string;
  secret_hash: string;
  audience: string;
  scopes: string[];
}

/** Stores a client for an external service, with the hash of its secret. Throws the Problem `client-id-taken`. */
export async function insertServiceClient(
  tx: Transaction,
  client: ServiceClient,
  secretHash: string,
): Promise<void> {
  await requireFreeClientId(tx, client.id);
  await tx.query(`insert into service_client (id, secret_hash, audience, scopes) values ($1, $2, $3, $4)`, [
    client.id,
    secretHash,
    client.audience,
    client.scopes,
  ]);
}

/** The provider's metadata for a stored service client; undefined if there is none. */
export async function findServiceClient(database: Database, id: string): Promise<ClientMetadata | undefined> {
  const [row] = await database.query<ServiceClientRow>(
    `select id, secret_hash, audience, scopes from service_client where id = $1`,
    [id],
  );
  return row && serviceClientMetadata(row, row.secret_hash);
}
