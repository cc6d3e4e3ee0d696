import { setTimeout as delay } from 'node:timers/promises';

const pauseMilliseconds = 20;

/** Nothing for a number: 0 would be ambiguous, so a condition compares what it counts. */
type Waited<Result> = [Extract<Result, number>] extends [never] ? Result : never;

/**
 * Waits until `condition` answers something other than undefined, null or false, and answers that.
 * Errors of the condition count as not yet. Gives up after `patience` milliseconds, with the last error if there was one.
 * The default only catches what never happens; a test of something promised within a time gives that time.
 */
export async function until<Result>(
  what: string,
  condition: () => Promise<Waited<Result>> | Waited<Result>,
  patience = 180_000,
): Promise<NonNullable<Result>> {
  const deadline = Date.now() + patience;
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
