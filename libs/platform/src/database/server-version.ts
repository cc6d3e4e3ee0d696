import { operatorError } from './operator-error.js';
import type { Transaction } from './transaction.js';

// The first version with `uuidv7()`, by which statements make the ids of events.
const oldestVersion = 18;

/** Throws an error with a message for the operator if PostgreSQL is too old for this version of the service. */
export async function requireServerVersion(tx: Transaction): Promise<void> {
  const [row] = await tx.query<{ number: number; version: string }[]>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as version`,
  );
  if (row && isTooOld(row.number)) {
    throw operatorError(
      `The database server is PostgreSQL ${row.version}, but ${oldestVersion} or later is needed. Nothing was changed. ` +
        'Upgrade the server with pg_upgrade or a dump, then start the service again.',
    );
  }
}

/** Whether a server is too old, by its `server_version_num`. */
export const isTooOld = (number: number): boolean => Math.floor(number / 10_000) < oldestVersion;
