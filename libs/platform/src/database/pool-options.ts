import type { PoolConfig } from 'pg';
import { BoundedClient, usualStatementMilliseconds } from './bounded-client.js';

/**
 * Makes PostgreSQL detect clients that are gone: within seconds it ends the sessions of a dead host and cancels
 * statements whose client has hung up. Windows does not support the latter.
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

interface PoolUse {
  /** True if PostgreSQL must reject every write on these connections. */
  onlyReads?: boolean;
}

/**
 * A service's connection pool. A process that freezes in the middle of a transaction keeps its TCP connection alive, so
 * `idle_in_transaction_session_timeout` releases its locks by the time another instance takes over (S10).
 */
export const poolOptions = (connections: number, { onlyReads = false }: PoolUse = {}): PoolConfig => ({
  max: connections,
  connectionTimeoutMillis: 5000,
  // Loops that happen to run together need several at once; with the default of ten seconds they would reconnect each
  // time.
  idleTimeoutMillis: 60_000,
  // A statement or lock that takes longer has failed and is reported; waiting on does not help.
  statement_timeout: usualStatementMilliseconds,
  idle_in_transaction_session_timeout: 8000,
  options: sessionOptions(onlyReads),
  Client: BoundedClient,
});
