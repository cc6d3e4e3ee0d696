import {
  CannotExecuteNotConnectedError,
  ConnectionIsNotSetError,
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TransactionNotStartedError,
} from 'typeorm';
import { LoggedOutage } from '../outage.js';
import { LeaseLost } from './lease.js';

/**
 * Thrown when no database connection could be obtained, for whatever reason; the work that needed it is not at fault.
 */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error && cause.message ? cause.message : 'no connection to the database', {
      cause,
    });
  }
}

/** Thrown in a transaction whose decision another one has just overtaken: `Database.transaction` runs it again. */
export class ConcurrentChange extends Error {}

// PostgreSQL's error classes about connections: connection exceptions, no connections or memory left, shutting down or
// starting up, no access any more (password, database, role).
const connectionClasses = new Set(['08', '28', '3D', '53', '57', '58']);
const cancelledByTimeout = '57014';

// Caused by another transaction or a server setting: the same statement can succeed next time.
const unavailableClasses = new Set(['40', '55']);
const unavailableCodes = new Set(['25006', '25P03', '25P04']);

// Says nothing about the data: a damaged or misconfigured server, or prepared statements and plans invalidated by a
// migration or a proxy. A request that meets it gets 500 and a line in the log.
const serverClasses = new Set(['F0', 'XX', '26']);
const stalePlan = '0A000';

// Tables, columns, functions or schemas that this version needs are missing: fixed by a migration, not by other data.
const relationCodes = new Set(['42P01', '42703', '42883', '3F000']);
// Node's error codes when there is no working connection.
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'EPROTO',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_SOCKET_CLOSED',
]);

// Connection errors of pg, its pool and TypeORM that have no code.
const connectionMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'after calling end on the pool',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Driver not Connected',
  'Query read timeout',
  'server does not support SSL connections',
  'error establishing an SSL connection',
  'message from backend',
  'SASL: ',
];

// pg's errors for mistakes of its caller, which have no code.
const mistakes = [
  'circular reference detected',
  'Query values must be an array',
  'A query must have either text or a name',
  'Prepared statements must be unique',
  'not supported in pipeline mode',
];

const causeOf = (error: unknown): unknown => (error instanceof QueryFailedError ? error.driverError : error);

const codeOf = (error: unknown): string => {
  const cause = causeOf(error);
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
};

/** The class of a PostgreSQL error code; empty for other codes. */
const classOf = (code: string): string => (/^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : '');

/** True if two transactions conflicted (deadlock, serialization failure) and the same work can simply be retried. */
export const isTransientConflict = (error: unknown): boolean =>
  error instanceof ConcurrentChange || ['40001', '40P01'].includes(codeOf(error));

/** True if the SQL function `fence` refused a statement: another instance holds the lease. */
export const lostItsLease = (error: unknown): boolean => codeOf(error) === 'ATLL1';

/** True if a row violated a unique constraint. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** True if the statement was cancelled because it exceeded its time limit. */
export const tookTooLong = (error: unknown): boolean => codeOf(error) === cancelledByTimeout;

/** True if a table, column, function or schema does not exist. */
export const lacksRelation = (error: unknown): boolean => relationCodes.has(codeOf(error));

/** True if there is no usable connection to the database: it is away, or this service has no access to it. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof NoConnection || wasReleased(error)) {
    return true;
  }
  const code = codeOf(error);
  if (classOf(code)) {
    return connectionClasses.has(classOf(code)) && code !== cancelledByTimeout;
  }
  // Calls to other services fail with the same codes and log that themselves.
  return !(error instanceof LoggedOutage) && (networkCodes.has(code) || isConnectionMessage(error));
}

/**
 * True if the role lacks a right. The database has to be fixed, so an affected message is retried; a request gets 500,
 * and the log names the missing right.
 */
const lacksRight = (error: unknown): boolean => codeOf(error) === '42501';

/** True if the database failed, not the request or message: the same work can succeed later. */
export function isDatabaseFailure(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isConnectionFailure(error) ||
    // The instance that took over does the work, or this one once it is the leader again.
    error instanceof LeaseLost ||
    code === cancelledByTimeout ||
    unavailableCodes.has(code) ||
    unavailableClasses.has(classOf(code))
  );
}

/**
 * True if an error says nothing about the message being consumed: the database failed, or its tables or rights are not
 * what this version needs. The message is redelivered; a parked (dead-lettered) one would have to be replayed by hand.
 */
export function isNotTheMessages(error: unknown): boolean {
  const code = codeOf(error);
  const isServerFault = serverClasses.has(classOf(code)) || code === stalePlan;
  return isDatabaseFailure(error) || lacksRelation(error) || lacksRight(error) || isServerFault;
}

/** Runs recurring work, skipping it silently while the database is away; that outage is logged elsewhere. */
export async function unlessDatabaseIsAway(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isConnectionFailure(error)) {
      throw error;
    }
  }
}

function isConnectionMessage(error: unknown): boolean {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : '';
  if (connectionMessages.some((known) => message.includes(known))) {
    return true;
  }
  // A statement without an answer from PostgreSQL, failed with a pg error not listed above. Mistakes have other
  // classes.
  const isPlain = cause instanceof Error && cause.name === 'Error';
  return error instanceof QueryFailedError && isPlain && !mistakes.some((known) => message.includes(known));
}

// TypeORM releases a connection that breaks in the middle of a transaction; the next statement only gets these errors.
const wasReleased = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError ||
  error instanceof QueryRunnerProviderAlreadyReleasedError ||
  error instanceof TransactionNotStartedError ||
  error instanceof ConnectionIsNotSetError ||
  error instanceof CannotExecuteNotConnectedError;
