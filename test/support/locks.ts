import pg from 'pg';
import type { TestDatabase } from './database.js';
import { until } from './until.js';

/** Runs `statement` in a transaction on its own connection, and `work` before that transaction commits. */
export async function during<Result>(
  database: TestDatabase,
  statement: string,
  parameters: unknown[],
  work: () => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(statement, parameters);
    return await work();
  } finally {
    await client.query('commit');
    await client.end();
  }
}

/** Waits until `count` statements like `pattern` are blocked by a lock. */
export async function untilWaitingForLock(database: TestDatabase, pattern: string, count = 1): Promise<void> {
  await until(`${count} like ${pattern} wait for a lock`, async () => {
    const rows = await database.query(
      `select from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query ilike $1`,
      [pattern],
    );
    return rows.length >= count;
  });
}

/** Whether a transaction has locked the row of `table` with an id for writing. */
export async function isLocked(database: TestDatabase, table: string, id: string): Promise<boolean> {
  const lockable = await database.query(`select from ${table} where id = $1 for no key update skip locked`, [
    id,
  ]);
  return lockable.length === 0;
}
