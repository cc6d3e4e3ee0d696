// @ts-check

const startedAt = Date.now();
const reminderMilliseconds = 10_000;

/**
 * Prints a progress message with the seconds since the start.
 * @param {string} text
 */
export function progress(text) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`[${seconds} s] ${text}`);
}

/**
 * Prints that some work starts, and reminds of it every ten seconds until it is done.
 * @template Result
 * @param {string} text
 * @param {Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function progressWhile(text, work) {
  progress(text);
  const reminder = setInterval(() => progress(`still ${text}`), reminderMilliseconds);
  try {
    return await work;
  } finally {
    clearInterval(reminder);
  }
}

/**
 * An error that the user can fix. Only its message is shown, without a stack trace.
 */
export class Refusal extends Error {}
