import type { PoolConfig } from 'pg';
import { BoundedClient, usualStatementMilliseconds } from './bounded-client.js';

/**
 * What PostgreSQL does for a session whose other end is gone: it ends one that died with its host within seconds, and a
 * statement for somebody who has hung up. The last is not known on Windows.
 */
const usualSessionOptions = [
  'tcp_keepalives_idle=5',
  'tcp_keepalives_interval=2',
  'tcp_keepalives_count=3',
  'tcp_user_timeout=10000',
  ...(process.platform === 'win32' ? [] : ['client_connection_check_interval=2000']),
];

const sessionOptions = (onlyReads: boolean): string =>
  [...usualSessionOptions, ...(onlyReads ? ['default_transaction_read_only=on'] : [])]
    .map((option) => `-c ${option}`)
    .join(' ');

export interface PoolUse {
  /** PostgreSQL refuses every write on these connections. */
  onlyReads?: boolean;
}

/**
 * How a service holds connections to its database. A process that is frozen in the middle of a transaction keeps its TCP
 * alive, so it is `idle_in_transaction_session_timeout` that takes its locks away, by the time that another instance takes over
 * (S10).
 */
export const poolOptions = (connections: number, { onlyReads = false }: PoolUse = {}): PoolConfig => ({
  max: connections,
  connectionTimeoutMillis: 5000,
  // Loops that met by chance need several at once; after the usual ten seconds they would reconnect each time.
  idleTimeoutMillis: 60_000,
  // A statement or a lock that takes longer than this is a failure to report, not a request to keep waiting.
  statement_timeout: usualStatementMilliseconds,
  idle_in_transaction_session_timeout: 8000,
  options: sessionOptions(onlyReads),
  Client: BoundedClient,
});
