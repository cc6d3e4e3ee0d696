import { Problem } from '../api/problem.js';
import { readOnlyCode } from '../api/read-only.js';

const maxRetries = 3;
const maxPauseMilliseconds = 10_000;

/** The pause a service asked for with `Retry-After`, in milliseconds; 0 if it asked for none. */
export const retryAfterMilliseconds = (error: unknown): number =>
  error instanceof Problem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;

/**
 * Whether a failed request is worth an automatic retry. If the service asks for a long pause, users see the problem
 * right away and can retry themselves. Writes refused because the service is read-only are not retried: the page shows
 * when that is over.
 */
export const shouldRetry = (failures: number, error: Error): boolean =>
  failures < maxRetries &&
  error instanceof Problem &&
  error.isTransient &&
  error.code !== readOnlyCode &&
  retryAfterMilliseconds(error) <= maxPauseMilliseconds;

/** Exponential backoff in milliseconds, but at least the pause the service asked for. */
export const retryDelay = (failures: number, error: Error): number =>
  Math.max(retryAfterMilliseconds(error), Math.min(maxPauseMilliseconds, 500 * 2 ** failures));
