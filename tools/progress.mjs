// @ts-check

const startedAt = Date.now();

/**
 * Tells a person how far it has come, with the seconds since the start.
 * @param {string} text
 */
export function progress(text) {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1).padStart(5);
  console.log(`[${seconds} s] ${text}`);
}

/**
 * What went wrong that a person can mend: shown as its text alone, without a stack.
 */
export class Refusal extends Error {}
