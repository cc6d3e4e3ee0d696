import { stalledCallsMilliseconds, type BackgroundLoop } from '../background-loop.js';
import type { WatchedGauge } from '../gauges.js';
import type { Database } from './database.js';
import type { InstanceLeases } from './instance-leases.js';
import type { Transaction } from './transaction.js';

/**
 * The owning service's answer for the requested ids: the rows it has, the ids it does not have, and the ids it refused
 * to answer for (4xx), which are not requested again until the next event about them. An id in none of the three could
 * not be fetched now and stays stale.
 */
export interface OwnerAnswer<Row> {
  found: Map<string, Row>;
  missing: string[];
  refused: Map<string, string>;
}

/**
 * A table that caches rows owned by another service. It has the columns `id uuid primary key`,
 * `changed_at timestamptz not null` (time of the newest known event), `is_stale boolean not null` (needs fetching) and
 * `refused text` (why the owner refused to answer). Events only mark rows as stale; a `cachedRowsLoop` fetches them
 * (T11, F10).
 */
export interface CachedRows<Row> {
  table: string;
  /** Requests rows from the owner. Throws if the owner cannot be reached: then all of them stay stale. */
  fetch(ids: string[], signal: AbortSignal): Promise<OwnerAnswer<Row>>;
  /** Stores the fetched rows. */
  store(tx: Transaction, rows: Map<string, Row>): Promise<void>;
  /** Handles rows that the owner does not have, or no longer has. */
  forget(tx: Transaction, ids: string[]): Promise<void>;
}

interface StaleRow {
  id: string;
  /** The transaction that last wrote the row. It changes with every event, even one with the same time. */
  version: string;
}

const rowsAtOnce = 200;
// The table's signal wakes the loop; polling only finds rows that another instance marked as stale.
const idleMilliseconds = { first: 250, longest: 2000 };

/**
 * The name of the signal that cached rows of a table were marked as stale, fetched or flagged. The code that writes
 * them emits it; loops whose work depends on them listen to it.
 */
export const copiesChanged = (table: string): string => `${table}: copies changed`;

/** A loop that fetches a table's stale rows, oldest first, while this instance holds the table's lease. */
export function cachedRowsLoop<Row>(
  database: Database,
  leases: InstanceLeases,
  cachedRows: CachedRows<Row>,
): BackgroundLoop {
  const loop = leases.leasedLoop({
    lease: `replica:${cachedRows.table}`,
    name: `cached rows of ${cachedRows.table}`,
    idleMilliseconds,
    stalledAfterMilliseconds: stalledCallsMilliseconds,
    work: (signal) => refreshStaleRows(database, cachedRows, signal),
  });
  database.signals.on(copiesChanged(cachedRows.table), () => loop.wake());
  return loop;
}

/** Gauges of a table's stale rows: their number, and the age of the event behind the oldest of them (F11). */
export const cachedRowGauges = (database: Database, table: string): WatchedGauge[] => [
  {
    name: `due_${table}_copies`,
    help: `Stale rows of ${table} that still have to be fetched from their owner`,
    measure: () => numberOf(database, `select count(*)::int as value from ${table} where is_stale`),
  },
  {
    name: `oldest_due_${table}_copy_seconds`,
    help: `Age of the oldest event for which a row of ${table} still has to be fetched from its owner`,
    measure: () =>
      numberOf(
        database,
        // A row that was only mentioned has no known change.
        `select coalesce(extract(epoch from now() - min(changed_at)), 0)::float8 as value
         from ${table} where is_stale and changed_at > '-infinity'`,
      ),
  },
];

async function numberOf(database: Database, sql: string): Promise<number> {
  const [row] = await database.query<{ value: number }>(sql);
  return row?.value ?? 0;
}

async function refreshStaleRows<Row>(
  database: Database,
  cachedRows: CachedRows<Row>,
  signal: AbortSignal,
): Promise<boolean> {
  const stale = await staleRows(database, cachedRows.table);
  if (stale.length === 0) {
    return false;
  }
  const answer = await cachedRows.fetch(
    stale.map((row) => row.id),
    signal,
  );
  await database.transaction(async (tx) => {
    await lockRows(tx, cachedRows.table, stale);
    // Before the other writes, because those change the rows' versions.
    await markFetched(tx, cachedRows.table, answeredRows(stale, answer), answer.refused);
    await cachedRows.store(tx, answer.found);
    await cachedRows.forget(tx, answer.missing);
    database.signals.afterCommit(tx, copiesChanged(cachedRows.table));
  });
  return stale.length === rowsAtOnce;
}

const staleRows = (database: Database, table: string): Promise<StaleRow[]> =>
  database.query<StaleRow>(
    `select id, xmin::text as version from ${table} where is_stale order by changed_at, id limit $1`,
    [rowsAtOnce],
  );

const answeredRows = <Row>(stale: StaleRow[], { found, missing, refused }: OwnerAnswer<Row>): StaleRow[] => {
  const isMissing = new Set(missing);
  return stale.filter(({ id }) => found.has(id) || isMissing.has(id) || refused.has(id));
};

/** Locks rows in the order of their ids, as the consumers of events do, so that these and the writes here never deadlock. */
const lockRows = (tx: Transaction, table: string, rows: StaleRow[]): Promise<unknown> =>
  tx.query(`select from ${table} where id = any($1::uuid[]) order by id for no key update`, [
    rows.map(({ id }) => id),
  ]);

/** Marks rows as fetched; a row that changed again meanwhile stays stale. */
async function markFetched(
  tx: Transaction,
  table: string,
  fetched: StaleRow[],
  refused: Map<string, string>,
): Promise<void> {
  await tx.query(
    `update ${table} set is_stale = false, refused = seen.refused
     from unnest($1::uuid[], $2::text[], $3::text[]) as seen (id, version, refused)
     where ${table}.id = seen.id and ${table}.xmin::text = seen.version`,
    [
      fetched.map((row) => row.id),
      fetched.map((row) => row.version),
      fetched.map((row) => refused.get(row.id) ?? null),
    ],
  );
}
