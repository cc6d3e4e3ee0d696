import { Problem } from '../api/problem.js';
import { readOnlyCode } from '../api/read-only.js';

const mostRetries = 3;
const longestPauseMilliseconds = 10_000;

/** How long a service asked to be left alone, in milliseconds. */
export const askedPause = (error: unknown): number =>
  error instanceof Problem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;

/**
 * After a long pause a page says nothing new: people see the problem at once, and can ask again themselves. A change
 * that is refused because everything is read-only is not sent again: the page says when that is over.
 */
export const mayWorkYet = (failures: number, error: Error): boolean =>
  failures < mostRetries &&
  error instanceof Problem &&
  error.isPassing &&
  error.code !== readOnlyCode &&
  askedPause(error) <= longestPauseMilliseconds;

/** The pause a service asked for, else a growing one. */
export const pauseBefore = (failures: number, error: Error): number =>
  Math.max(askedPause(error), Math.min(longestPauseMilliseconds, 500 * 2 ** failures));
