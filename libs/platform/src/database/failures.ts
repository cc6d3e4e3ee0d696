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

/** No connection to the database could be had, for whatever reason: the work that wanted it has nothing to do with that. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error && cause.message ? cause.message : 'no connection to the database', {
      cause,
    });
  }
}

// What PostgreSQL says of its connections: connection exceptions, no more connections or memory to be had, being shut
// down or started, no access any more (password, database, role).
const connectionClasses = new Set(['08', '28', '3D', '53', '57', '58']);
const cancelledByTimeout = '57014';

// What another transaction did, or a setting of the server: the same statement can work next time.
const unavailableClasses = new Set(['40', '55']);
const unavailableCodes = new Set(['25006', '25P03', '25P04']);

// What says nothing of the data: a damaged or misconfigured server, and prepared statements and plans that a migration
// or a proxy took away. A request that meets it is answered as a mistake of ours, with a line in the log.
const serverClasses = new Set(['F0', 'XX', '26']);
const stalePlan = '0A000';

// Tables, columns, functions or rights that are not as this version wants them: mended by a migration, not by the data.
const relationCodes = new Set(['42P01', '42703', '42883', '3F000']);
// What Node says when there is no connection to speak over.
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

// What pg, its pool and TypeORM say, without a code.
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

// What pg says of its caller's mistakes, without a code.
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

/** The class of a code that PostgreSQL gave; empty for anything else. */
const classOf = (code: string): string => (/^[0-9A-Z]{5}$/.test(code) ? code.slice(0, 2) : '');

/** True when two transactions stood in each other's way and the same work may simply be done again. */
export const isTransientConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** True when a unique constraint refused a row. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** True when the statement was ended because it took longer than it may. */
export const tookTooLong = (error: unknown): boolean => codeOf(error) === cancelledByTimeout;

/** True when a table, a column or a function is not there. */
export const lacksRelation = (error: unknown): boolean => relationCodes.has(codeOf(error));

/** True when there is no connection to the database, or none to work with: it is away, or shut to this service. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof NoConnection || wasGivenBack(error)) {
    return true;
  }
  const code = codeOf(error);
  if (classOf(code)) {
    return connectionClasses.has(classOf(code)) && code !== cancelledByTimeout;
  }
  // Calls to other services fail by the same codes and say so themselves.
  return !(error instanceof LoggedOutage) && (networkCodes.has(code) || saysThatItIsAway(error));
}

/**
 * True when the role lacks a right. It is the database that is to be put right, so a message that met it is tried again; a
 * request is told that something is wrong here, and the log which right.
 */
export const lacksRight = (error: unknown): boolean => codeOf(error) === '42501';

/** True when it is the database, not the request or the message, that failed: the same work can succeed later. */
export function isDatabaseFailure(error: unknown): boolean {
  const code = codeOf(error);
  return (
    isConnectionFailure(error) ||
    // Whoever has taken over does it, or this instance once it is its turn again.
    error instanceof LeaseLost ||
    code === cancelledByTimeout ||
    unavailableCodes.has(code) ||
    unavailableClasses.has(classOf(code))
  );
}

/**
 * True when an error says nothing about the message that was being taken: the database failed, or its tables and rights
 * are not as this version wants them. The message waits; parked, it would have to be replayed by hand.
 */
export function isNotTheMessages(error: unknown): boolean {
  const code = codeOf(error);
  const isTheServers = serverClasses.has(classOf(code)) || code === stalePlan;
  return isDatabaseFailure(error) || lacksRelation(error) || lacksRight(error) || isTheServers;
}

/** Does what comes round again anyway: while the database is away it is left out, and the log says so once elsewhere. */
export async function unlessDatabaseIsAway(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isConnectionFailure(error)) {
      throw error;
    }
  }
}

function saysThatItIsAway(error: unknown): boolean {
  const cause = causeOf(error);
  const message = cause instanceof Error ? cause.message : '';
  if (connectionMessages.some((known) => message.includes(known))) {
    return true;
  }
  // A statement that PostgreSQL did not answer, by an error of pg that nobody has met yet. Mistakes have other classes.
  const isPlain = cause instanceof Error && cause.name === 'Error';
  return error instanceof QueryFailedError && isPlain && !mistakes.some((known) => message.includes(known));
}

// TypeORM gives back a connection that broke in the middle of a transaction; the next statement is told only this.
const wasGivenBack = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError ||
  error instanceof QueryRunnerProviderAlreadyReleasedError ||
  error instanceof TransactionNotStartedError ||
  error instanceof ConnectionIsNotSetError ||
  error instanceof CannotExecuteNotConnectedError;
