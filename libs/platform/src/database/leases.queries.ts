import type pg from 'pg';
import type { Transaction } from './transaction.js';

/** The instance that requests leases, and for how long. */
interface LeaseHolder {
  instance: string;
  /** A description for the log of the instance that takes over. */
  holder: string;
  milliseconds: number;
}

/** A lease that the requesting instance holds. */
export interface GrantedLease {
  name: string;
  token: string;
  /** Null if this instance already held it, or no one did. */
  formerHolder: string | null;
  /** Whether the former holder's session had ended. */
  isGone: boolean;
  expiredSecondsAgo: number;
}

// PostgreSQL hides when a session of another role began.
const sessionIsAlive = `
  exists (select from pg_stat_activity as session
          where session.pid = lease.session_pid
            and coalesce(session.backend_start = lease.session_started_at, true))`;

/**
 * Renews the leases that the instance holds and takes over expired or abandoned ones; returns both. Skips a lease that
 * a transaction of its holder still relies on, so this never waits for a lock.
 */
export async function requestLeases(
  client: pg.ClientBase,
  names: readonly string[],
  { instance, holder, milliseconds }: LeaseHolder,
): Promise<GrantedLease[]> {
  const { rows } = await client.query<GrantedLease>(
    `with wanted as (
       select name from unnest($1::text[]) as wanted (name)
     ), session as (
       select pid, backend_start from pg_stat_activity where pid = pg_backend_pid()
     ), renewed as (
       update instance_lease as lease
       set expires_at = clock_timestamp() + $4::float8 * interval '1 millisecond',
           session_pid = session.pid, session_started_at = session.backend_start
       from wanted, session
       where lease.name = wanted.name and lease.instance = $2
       returning lease.name, lease.token
     ), free as (
       select lease.name, lease.holder, lease.expires_at, not ${sessionIsAlive} as is_gone
       from instance_lease as lease join wanted using (name)
       where lease.instance <> $2 and (lease.expires_at <= clock_timestamp() or not ${sessionIsAlive})
       for update of lease skip locked
     ), taken as (
       update instance_lease as lease
       set instance = $2, holder = $3, token = lease.token + 1,
           expires_at = clock_timestamp() + $4::float8 * interval '1 millisecond',
           session_pid = session.pid, session_started_at = session.backend_start
       from free, session
       where lease.name = free.name
       returning lease.name, lease.token, free.holder, free.expires_at, free.is_gone
     ), made as (
       insert into instance_lease (name, instance, holder, token, expires_at, session_pid, session_started_at)
       select name, $2, $3, 1, clock_timestamp() + $4::float8 * interval '1 millisecond', pid, backend_start
       from wanted, session
       where not exists (select from instance_lease as known where known.name = wanted.name)
       order by name
       on conflict (name) do nothing
       returning name, token
     )
     select name, token::text, null as "formerHolder", false as "isGone", 0::float8 as "expiredSecondsAgo"
     from (select * from renewed union all select * from made) as kept
     union all
     select name, token::text, holder, is_gone, extract(epoch from clock_timestamp() - expires_at)::float8
     from taken`,
    [names, instance, holder, milliseconds],
  );
  return rows;
}

/** Releases leases for immediate takeover. */
export async function releaseLeases(
  client: pg.ClientBase,
  names: readonly string[],
  instance: string,
): Promise<void> {
  await client.query(
    `update instance_lease set expires_at = clock_timestamp(), holder = null
     where name = any ($1::text[]) and instance = $2`,
    [names, instance],
  );
}

/**
 * Whether the instance still holds the lease with this token; if so, no one can take it over until the transaction
 * ends. The row lock is the weakest there is: it blocks a takeover, but not a renewal.
 */
export async function holdsLease(
  tx: Transaction,
  name: string,
  instance: string,
  token: string,
): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select from instance_lease where name = $1 and instance = $2 and token = $3 for key share`,
    [name, instance, token],
  );
  return rows.length > 0;
}
