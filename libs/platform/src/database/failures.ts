import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';

// Classes of PostgreSQL's SQLSTATE that speak of the database, not of the data: connection, resources,
// operator intervention, system errors; and single codes: serialization, deadlock, lock not available.
const unavailableClasses = new Set(['08', '53', '57', '58']);
const transientCodes = new Set(['40001', '40P01', '55P03', '25006']);

// What Node and pg say when there is no connection to speak over.
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);
const connectionMessages = [
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'after calling end on the pool',
  'timeout exceeded when trying to connect',
  'Driver not Connected',
  'Query read timeout',
];

const codeOf = (error: unknown): string => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
};

/** True when two transactions stood in each other's way and the same work may simply be done again. */
export const isTransientConflict = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error));

/** True when a unique constraint refused a row. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

/** True when the statement was ended because it took longer than it may. */
export const tookTooLong = (error: unknown): boolean => codeOf(error) === '57014';

/** True when a table or a column is not there. */
export const lacksRelation = (error: unknown): boolean => ['42P01', '42703', '42883'].includes(codeOf(error));

/** True when it is the database, not the request or the message, that failed: the same work can succeed later. */
export function isDatabaseFailure(error: unknown): boolean {
  const code = codeOf(error);
  if (unavailableClasses.has(code.slice(0, 2)) && code.length === 5) {
    return true;
  }
  if (transientCodes.has(code) || networkCodes.has(code)) {
    return true;
  }
  // TypeORM gives back a connection that broke in the middle of a transaction; the next statement is told only this.
  if (wasGivenBack(error)) {
    return true;
  }
  const message = error instanceof Error ? error.message : '';
  return connectionMessages.some((known) => message.includes(known));
}

const wasGivenBack = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError ||
  error instanceof QueryRunnerProviderAlreadyReleasedError;
