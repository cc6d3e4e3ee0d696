import { stalledCallsMilliseconds, type BackgroundLoop } from '../background-loop.js';
import type { WatchedGauge } from '../gauges.js';
import type { Database } from './database.js';
import type { InstanceLeases } from './instance-leases.js';
import type { Transaction } from './transaction.js';

/**
 * What the owner of some rows answered for the ids it was asked for:
 * the rows it has, the ids that it has not, and the ids it refused to answer for (4xx), which are not asked for again
 * until the next event about them. An id that is in none of the three could not be asked for now and stays due.
 */
export interface OwnerAnswer<Row> {
  found: Map<string, Row>;
  missing: string[];
  refused: Map<string, string>;
}

/**
 * A table that keeps copies of rows which another service owns. It has the columns
 * `id uuid primary key`, `changed_at timestamptz not null` (time of the newest event known),
 * `is_stale boolean not null` (to be fetched) and `refused text` (why the owner would not answer).
 * An event only marks a row as stale; the copy itself is fetched by a `cachedRowsLoop` (T11, F10).
 */
export interface CachedRows<Row> {
  table: string;
  /** Asks the owner. Throws when the owner cannot be reached: then all of them stay due. */
  fetch(ids: string[], signal: AbortSignal): Promise<OwnerAnswer<Row>>;
  /** Stores the fetched copies. */
  store(tx: Transaction, rows: Map<string, Row>): Promise<void>;
  /** The owner has no such rows (any more). */
  forget(tx: Transaction, ids: string[]): Promise<void>;
}

interface DueRow {
  id: string;
  /** The transaction that wrote the row last; another one when an event came meanwhile, even one of the same time. */
  version: string;
}

const rowsAtOnce = 200;
// The signal of the table wakes the loop; only what another instance marked as stale is found by polling.
const idleMilliseconds = { first: 250, longest: 2000 };

/**
 * The signal that rows of a replica were marked as stale, fetched or flagged: given by the code that writes them, and heard by
 * loops whose work depends on them.
 */
export const copiesChanged = (table: string): string => `${table}: copies changed`;

/** Fetches the stale rows of a replica, oldest first, for as long as this instance holds the replica's lease. */
export function cachedRowsLoop<Row>(
  database: Database,
  leases: InstanceLeases,
  replica: CachedRows<Row>,
): BackgroundLoop {
  const loop = leases.leasedLoop({
    lease: `replica:${replica.table}`,
    name: `replica of ${replica.table}`,
    idleMilliseconds,
    stalledAfterMilliseconds: stalledCallsMilliseconds,
    work: (signal) => refreshStaleRows(database, replica, signal),
  });
  database.signals.on(copiesChanged(replica.table), () => loop.wake());
  return loop;
}

/** How many copies of a replica are to be fetched, and how old the event is for which the oldest is (F11). */
export const cachedRowGauges = (database: Database, table: string): WatchedGauge[] => [
  {
    name: `due_${table}_copies`,
    help: `Rows of ${table} that are to be fetched from their owner`,
    measure: () => numberOf(database, `select count(*)::int as value from ${table} where is_stale`),
  },
  {
    name: `oldest_due_${table}_copy_seconds`,
    help: `Age of the oldest event for which a row of ${table} is to be fetched from its owner`,
    measure: () =>
      numberOf(
        database,
        // Of one that was only mentioned, nothing is known to have changed.
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
  replica: CachedRows<Row>,
  signal: AbortSignal,
): Promise<boolean> {
  const due = await staleRows(database, replica.table);
  if (due.length === 0) {
    return false;
  }
  const answer = await replica.fetch(
    due.map((row) => row.id),
    signal,
  );
  await database.transaction(async (tx) => {
    // First, as what follows writes the rows and so makes another version of them.
    await markFetched(tx, replica.table, answeredRows(due, answer), answer.refused);
    await replica.store(tx, answer.found);
    await replica.forget(tx, answer.missing);
    database.signals.afterCommit(tx, copiesChanged(replica.table));
  });
  return due.length === rowsAtOnce;
}

const staleRows = (database: Database, table: string): Promise<DueRow[]> =>
  database.query<DueRow>(
    `select id, xmin::text as version from ${table} where is_stale order by changed_at, id limit $1`,
    [rowsAtOnce],
  );

const answeredRows = <Row>(due: DueRow[], { found, missing, refused }: OwnerAnswer<Row>): DueRow[] => {
  const isMissing = new Set(missing);
  return due.filter(({ id }) => found.has(id) || isMissing.has(id) || refused.has(id));
};

/** A row that changed again while it was fetched stays stale. */
async function markFetched(
  tx: Transaction,
  table: string,
  due: DueRow[],
  refused: Map<string, string>,
): Promise<void> {
  await tx.query(
    `update ${table} set is_stale = false, refused = seen.refused
     from unnest($1::uuid[], $2::text[], $3::text[]) as seen (id, version, refused)
     where ${table}.id = seen.id and ${table}.xmin::text = seen.version`,
    [due.map((row) => row.id), due.map((row) => row.version), due.map((row) => refused.get(row.id) ?? null)],
  );
}
