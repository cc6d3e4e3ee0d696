/**
 * Settles with `work`, or rejects with the signal's reason as soon as it aborts, even if `work` ignores the signal. To
 * limit the time of work, use `withinTime`.
 */
export async function orAborted<Result>(
  work: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) {
    return work;
  }
  const settled = new AbortController();
  const aborted = new Promise<never>((_resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true, signal: settled.signal });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    // The signal of a loop outlives thousands of calls.
    settled.abort();
  }
}
