import { userFromOwner, type UserFromOwner } from '@ates/contracts';
import {
  Gauges,
  cachedRowGauges,
  cachedRowsLoop,
  ServiceCalls,
  Database,
  InstanceLeases,
  type CachedRows,
  type Transaction,
} from '@ates/platform';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { fetchByIds } from '../calls/fetch-by-ids.js';
import { authUrl, usersUrlOf } from './unknown-people.js';

/** Fetches the rows that `CachedUsers` marked as stale from Auth, while the service runs. */
@Injectable()
export class CachedUsersRefresh implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;

  constructor(
    private readonly database: Database,
    leases: InstanceLeases,
    calls: ServiceCalls,
    gauges: Gauges,
    @Inject(authUrl) url: string,
  ) {
    this.loop = cachedRowsLoop(database, leases, cachedRowsOf(calls, usersUrlOf(url)));
    gauges.register(...cachedRowGauges(database, 'cached_user'));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.database.onlyReads) {
      await retryRefused(this.database);
    }
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

/** A refusal may have been due to this service's configuration, which a restart may have fixed. */
const retryRefused = (database: Database): Promise<unknown> =>
  database.query(
    `with due as (
       select id from cached_user where refused is not null and not is_deleted order by id for no key update
     )
     update cached_user set is_stale = true from due where cached_user.id = due.id and not is_deleted`,
  );

const cachedRowsOf = (calls: ServiceCalls, usersUrl: string): CachedRows<UserFromOwner> => ({
  table: 'cached_user',
  fetch: (ids, signal) => fetchByIds(calls, usersUrl, ids, userFromOwner, signal),
  store,
  forget,
});

/** Updates existing rows only: one deleted in the meantime is not recreated. */
async function store(tx: Transaction, users: Map<string, UserFromOwner>): Promise<void> {
  const rows = [...users].map(([id, user]) => ({ id, ...user }));
  await tx.query(
    `update cached_user set name = fetched.name, email = fetched.email, roles = fetched.roles, is_known = true
     from jsonb_to_recordset($1::jsonb) as fetched (id uuid, name text, email text, roles text[])
     where cached_user.id = fetched.id and not cached_user.is_deleted`,
    [JSON.stringify(rows)],
  );
}

/**
 * Flags a person Auth no longer has as deleted, even before the event about it arrives. Deletes the row of a person
 * never known, unless a deletion was announced: a foreign Auth may publish events of people before it serves them. A
 * row that an event adds between the two statements is unknown: it stays stale, and the next turn deletes it.
 */
async function forget(tx: Transaction, ids: string[]): Promise<void> {
  await tx.query(`delete from cached_user where id = any($1::uuid[]) and not is_known and not is_deleted`, [
    ids,
  ]);
  await tx.query(
    `update cached_user set is_deleted = true, is_stale = false where id = any($1::uuid[]) and is_known`,
    [ids],
  );
}
