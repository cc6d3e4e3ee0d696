import type { ClientMetadata } from 'oidc-provider';
import type { Database, Transaction } from '@ates/platform';
import { personsScopes } from './access-tokens.js';
import { beakGrantType } from '../credentials/beak-methods.js';
import { requireFreeClientId } from './client-ids.js';

/**
 * Registers a device that may sign people in with their beaks (A4), with the hash of its secret. Throws the Problem
 * `client-id-taken`.
 */
export async function insertDeviceClient(tx: Transaction, id: string, secretHash: string): Promise<void> {
  await requireFreeClientId(tx, id);
  await tx.query(`insert into device_client (id, secret_hash) values ($1, $2)`, [id, secretHash]);
}

/** Removes a device's registration, so that it gets no more tokens. Returns false if there is no such device. */
export async function deleteDeviceClient(tx: Transaction, id: string): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .delete()
    .from('device_client')
    .where('id = :id', { id })
    .execute();
  return affected === 1;
}

/** The provider's metadata for a registered device; undefined if there is none. */
export async function findDeviceClient(database: Database, id: string): Promise<ClientMetadata | undefined> {
  const [row] = await database.query<{ secret_hash: string }>(
    `select secret_hash from device_client where id = $1`,
    [id],
  );
  return row && deviceClientMetadata(id, row.secret_hash);
}

const deviceClientMetadata = (id: string, secret: string): ClientMetadata => ({
  client_id: id,
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: [beakGrantType],
  response_types: [],
  redirect_uris: [],
  scope: personsScopes.join(' '),
});
