// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { progress } from '../terminal/progress.mjs';
import { aborted } from '../terminal/stopping.mjs';

const firstPauseMilliseconds = 500;
const mostInARow = 6;
const calmMilliseconds = 60_000;

/**
 * @typedef {object} Kept
 * @property {string} name
 * @property {() => Promise<string | void>} ended resolves with the reason when the current process has exited
 * @property {() => string} lastOutput
 * @property {string} log path of its log file
 * @property {() => Promise<void>} start resolves when it is ready again
 */

/**
 * Restarts a process whenever it exits unexpectedly, with increasing pauses, and reports that. Gives up, with a
 * message, when it exits too many times in a row. Resolves when `signal` is aborted or it has given up.
 * @param {Kept} kept must be running already
 * @param {AbortSignal} signal
 */
export async function keepRunning(kept, signal) {
  const stopped = aborted(signal);
  let inARow = 0;
  for (;;) {
    const startedAt = Date.now();
    const how = await Promise.race([kept.ended(), stopped]);
    if (signal.aborted) {
      return;
    }
    inARow = Date.now() - startedAt > calmMilliseconds ? 1 : inARow + 1;
    progress(
      `${kept.name} exited unexpectedly${how ? ` (${how})` : ''}. Last lines of ${kept.log}:\n${kept.lastOutput()}`,
    );
    if (inARow > mostInARow) {
      progress(
        `${kept.name} exited ${inARow} times in a row and will not be restarted. The rest keeps running. Fix the cause, then run npm start again.`,
      );
      return;
    }
    await startAgain(kept, firstPauseMilliseconds * 2 ** (inARow - 1), signal);
  }
}

/**
 * @param {Kept} kept
 * @param {number} pause
 * @param {AbortSignal} signal
 */
async function startAgain(kept, pause, signal) {
  progress(`restarting ${kept.name} in ${pause / 1000} s`);
  try {
    await delay(pause, undefined, { signal });
    await kept.start();
    progress(`${kept.name} is running again`);
  } catch (error) {
    if (!signal.aborted) {
      progress(error instanceof Error ? error.message : String(error));
    }
  }
}
