// @ts-check

const startedAt = Date.now();
const reminderMilliseconds = 10_000;

/**
 * Tells a person how far it has come, with the seconds since the start.
 * @param {string} text
 */
export function progress(text) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`[${seconds} s] ${text}`);
}

/**
 * Tells that something begins, and again every ten seconds until it is over.
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
 * What went wrong that a person can mend: shown as its text alone, without a stack.
 */
export class Refusal extends Error {}
