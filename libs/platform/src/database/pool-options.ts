import type { ClientBase, PoolConfig } from 'pg';

/** How a service holds connections to its database. */
export const poolOptions = (connections: number): PoolConfig => ({
  max: connections,
  connectionTimeoutMillis: 5000,
  // A statement or a lock that takes longer than this is a failure to report, not a request to keep waiting.
  statement_timeout: 30_000,
  idle_in_transaction_session_timeout: 60_000,
  onConnect: listenForTheEnd,
});

/**
 * TypeORM listens to a connection a moment after the pool has stopped to. One that broke just then would end the process;
 * who uses it next is told by its own statement.
 */
const listenForTheEnd = (connection: ClientBase): void => {
  connection.on('error', () => undefined);
};
