// @ts-check

const checkMilliseconds = 500;

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * A controller that is aborted on a stop request: Ctrl+C or a similar signal, or the exit of npm, which forwards
 * signals only to its shell, so that they never reach us. A second Ctrl+C has no effect; stopping takes only seconds.
 */
export function onStopRequest() {
  const stopping = new AbortController();
  listen(stopping);
  return stopping;
}

/**
 * Runs work that must be stopped in an orderly way. Before and after it, signals end this process as usual.
 * @template Result
 * @param {(signal: AbortSignal) => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function untilStopRequested(work) {
  const stopping = new AbortController();
  const stopListening = listen(stopping);
  try {
    return await work(stopping.signal);
  } finally {
    stopListening();
  }
}

/**
 * @param {AbortController} stopping
 * @returns {() => void} stops listening
 */
function listen(stopping) {
  const stop = () => stopping.abort();
  for (const signal of signals) {
    process.on(signal, stop);
  }
  const parent = process.ppid;
  const parentCheck = setInterval(() => {
    if (process.env['npm_lifecycle_event'] && process.ppid !== parent) {
      stop();
    }
  }, checkMilliseconds).unref();
  // A closed terminal must not end us before we have stopped everything.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return () => {
    clearInterval(parentCheck);
    for (const signal of signals) {
      process.off(signal, stop);
    }
  };
}

/**
 * Resolves when the signal is aborted, or at once when it already is.
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
