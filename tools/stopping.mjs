// @ts-check

const lookAroundMilliseconds = 500;

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Aborted when a person or the system wants us to end: Ctrl+C and its like, or npm that went away (it passes a signal on
 * to its shell alone, which ends without telling us). A second Ctrl+C changes nothing: what is in hand is finished, within
 * seconds.
 */
export function onStopRequest() {
  const stopping = new AbortController();
  listen(stopping);
  return stopping;
}

/**
 * Does work that must be ended in order when we are told to end. Before and after it a signal ends us as usual.
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
 * @returns {() => void} ends the listening
 */
function listen(stopping) {
  const stop = () => stopping.abort();
  for (const signal of signals) {
    process.on(signal, stop);
  }
  const parent = process.ppid;
  const lookAround = setInterval(() => {
    if (process.env['npm_lifecycle_event'] && process.ppid !== parent) {
      stop();
    }
  }, lookAroundMilliseconds).unref();
  // A terminal that went away must not end us before we have ended the rest.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return () => {
    clearInterval(lookAround);
    for (const signal of signals) {
      process.off(signal, stop);
    }
  };
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
