// @ts-check

const lookAroundMilliseconds = 500;

/**
 * Aborted when a person or the system wants us to end: Ctrl+C and its like, or npm that went away (it passes a signal on
 * to its shell alone, which ends without telling us). A second Ctrl+C changes nothing: what is in hand is finished, within
 * seconds.
 */
export function whenToldToStop() {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => stopping.abort());
  }
  if (process.env['npm_lifecycle_event']) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && stopping.abort(), lookAroundMilliseconds).unref();
  }
  // A terminal that went away must not end us before we have ended the rest.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return stopping;
}

/**
 * Resolves when the signal is given; at once when it was.
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export const aborted = (signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
    if (signal.aborted) {
      resolve();
    }
  });
