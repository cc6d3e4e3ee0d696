// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { progress } from './progress.mjs';
import { aborted } from './stopping.mjs';

const firstPauseMilliseconds = 500;
const mostInARow = 6;
const calmMilliseconds = 60_000;

/**
 * @typedef {object} Kept
 * @property {string} name
 * @property {() => Promise<string | void>} ended resolves, with how, when what runs now ended
 * @property {() => string} lastWords
 * @property {string} log where the rest of its words are
 * @property {() => Promise<void>} start resolves when it can work again
 */

/**
 * Starts something again each time it ends by itself, after growing pauses, and says so; people's money depends on it.
 * When it ends again and again, it stays down and a person is told. Resolves when `signal` says that it may end.
 * @param {Kept} kept it runs already
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
      `${kept.name} ended${how ? ` (${how})` : ''}. Its last words, more in ${kept.log}:\n${kept.lastWords()}`,
    );
    if (inARow > mostInARow) {
      progress(
        `${kept.name} ended ${inARow} times in a row and stays down; the others go on. Mend it, then start again.`,
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
  progress(`${kept.name} is started again in ${pause / 1000} s`);
  try {
    await delay(pause, undefined, { signal });
    await kept.start();
    progress(`${kept.name} is back`);
  } catch (error) {
    if (!signal.aborted) {
      progress(error instanceof Error ? error.message : String(error));
    }
  }
}
