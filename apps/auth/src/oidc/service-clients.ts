import type { Adapter, AdapterPayload, ClientMetadata } from 'oidc-provider';
import type { Database, Transaction } from '@ates/platform';
import { isStorable } from './stored-payloads.js';

/** A service that asks for tokens of its own: for one audience, with at most these scopes (A3). */
export interface ServiceClient {
  id: string;
  audience: string;
  scopes: readonly string[];
}

/** The system's own clients; a client for somebody else's service takes none of these ids. */
export const reservedClientIds = ['web', 'device', 'tasks', 'finance'];

/** What of a client's metadata is ours: the provider hands them back on its client. */
export const ownClientMetadata = ['service_audience', 'service_scopes'];

/** The provider's metadata of a service client; `secret` as it compares it. */
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

/** Stores a client for somebody's service, with the hash of its secret; false when the id is taken. */
export async function insertServiceClient(
  tx: Transaction,
  client: ServiceClient,
  secretHash: string,
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into service_client (id, secret_hash, audience, scopes) values ($1, $2, $3, $4)
     on conflict (id) do nothing
     returning id`,
    [client.id, secretHash, client.audience, client.scopes],
  );
  return rows.length > 0;
}

/** Where the provider finds the clients that are not in its configuration. It only reads them. */
export class StoredServiceClients implements Adapter {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<AdapterPayload | undefined> {
    if (!isStorable(id)) {
      return undefined;
    }
    const [row] = await this.database.query<ServiceClientRow>(
      `select id, secret_hash, audience, scopes from service_client where id = $1`,
      [id],
    );
    return row && serviceClientMetadata(row, row.secret_hash);
  }

  upsert(): Promise<void> {
    return Promise.reject(new Error('Clients are made by npm run auth:service-client'));
  }

  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  findByUid(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  consume(): Promise<void> {
    return this.upsert();
  }

  destroy(): Promise<void> {
    return this.upsert();
  }

  revokeByGrantId(): Promise<void> {
    return this.upsert();
  }
}
