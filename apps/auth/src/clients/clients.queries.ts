import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { clientId, type ClientPage, type ClientsQuery, type ClientView } from '@ates/contracts';
import { Database, decodeCursor, toPage } from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { personsScopes } from '../oidc/access-tokens.js';
import { ownServices } from '../oidc/first-party-clients.js';
import { storedDeviceClients, storedServiceClients } from './stored-clients-sql.js';

const clientsCursor = z.tuple([clientId]);

/** Reads clients, without their secrets. */
@Injectable()
export class ClientsQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
  ) {}

  /** A page of services, including the system's own, and devices (unless switched off), ordered by id. */
  async page({ cursor, limit }: ClientsQuery): Promise<ClientPage> {
    const [after] = decodeCursor(cursor, clientsCursor) ?? [];
    const rows = await this.database.query<ClientView>(clientsSql, [
      this.configuration.OIDC_AUDIENCE,
      personsScopes,
      JSON.stringify(ownServices(this.configuration)),
      after ?? '',
      limit + 1,
      this.configuration.REGISTERED_DEVICES,
    ]);
    return toPage(rows, limit, ({ id }) => [id]);
  }
}

// Compared bytewise, so that the order of pages does not depend on the database's locale.
const clientsSql = `
  select * from (
    ${storedServiceClients}
    union all ${storedDeviceClients('$1', '$2')} where $6::boolean
    union all
    select id, 'service', audience, scopes, true, null
    from jsonb_to_recordset($3::jsonb) as own (id text, audience text, scopes text[])
  ) as client
  where id collate "C" > $4
  order by id collate "C"
  limit $5`;
