// @ts-check
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Samples a value again and again while some work is running.
 * @template Result, Sample
 * @param {number} pauseMilliseconds between samples
 * @param {() => Promise<Sample>} sample
 * @param {() => Promise<Result>} work
 * @returns {Promise<{ result: Result, samples: Sample[] }>}
 */
export async function sampledWhile(pauseMilliseconds, sample, work) {
  /** @type {Sample[]} */
  const samples = [];
  const ending = new AbortController();
  const sampling = (async () => {
    while (!ending.signal.aborted) {
      samples.push(await sample());
      await delay(pauseMilliseconds);
    }
  })();
  try {
    const result = await work();
    return { result, samples };
  } finally {
    ending.abort();
    await sampling;
  }
}
