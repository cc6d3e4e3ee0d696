import { setTimeout as delay } from 'node:timers/promises';

/** Between attempts, unless a caller's condition is too expensive for that. */
const shortPauseMilliseconds = 20;

/** Excludes numbers: 0 would be ambiguous, so a condition must compare its count. */
type Waited<Result> = [Extract<Result, number>] extends [never] ? Result : never;

/**
 * Waits until `condition` returns something other than undefined, null or false, and returns that. An error of the
 * condition counts as not yet. Throws after `timeout` milliseconds, with the last error as its cause. `what` completes
 * the sentence "gave up waiting until". The default only catches what never happens; a test of a time limit passes it.
 */
export async function until<Result>(
  what: string,
  condition: () => Promise<Waited<Result>> | Waited<Result>,
  timeout = 180_000,
  pauseMilliseconds = shortPauseMilliseconds,
): Promise<NonNullable<Result>> {
  const deadline = Date.now() + timeout;
  let lastError: unknown;
  while (Date.now() < deadline) {
    try {
      const result = await condition();
      if (result !== undefined && result !== null && result !== false) {
        return result;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await delay(pauseMilliseconds);
  }
  throw new Error(`gave up waiting until ${what}`, { cause: lastError });
}
