import { TaskCancelledError } from 'cockatiel';
import { afterRunning } from './edge/running-time.mjs';

/**
 * Resolves with the work's result. Throws TaskCancelledError when it takes longer than the given time, in milliseconds,
 * even if it ignores the signal, which then aborts. Time in which this process stood still hardly counts, which is what
 * cockatiel's own timeout lacks. The timer does not keep the process alive.
 */
export async function withinTime<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  let cancel = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = afterRunning(milliseconds, () => {
      const error = new TaskCancelledError(`no answer within ${milliseconds} ms`);
      ending.abort(error);
      reject(error);
    });
  });
  try {
    return await Promise.race([work(ending.signal), late]);
  } finally {
    cancel();
  }
}

/**
 * Runs `work` with a signal that aborts after the given time or with `signal`, and waits for it. Throws the reason of
 * `signal` if that has aborted. Instead of AbortSignal.timeout and AbortSignal.any, which keep memory until the time is
 * up or `signal` is gone: the signal of a loop outlives thousands of calls.
 */
export async function abortedAfter<Result>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const cancel = afterRunning(milliseconds, () =>
    ending.abort(new Error(`no answer within ${milliseconds} ms`)),
  );
  const end = (): void => ending.abort(signal?.reason);
  signal?.addEventListener('abort', end);
  try {
    return await work(ending.signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    cancel();
    signal?.removeEventListener('abort', end);
  }
}

/** Best effort: ignores the work's errors, and stops waiting for it after the given time. */
export async function bestEffort(
  milliseconds: number,
  work: () => Promise<unknown> | undefined,
): Promise<void> {
  await withinTime(milliseconds, async () => work()).catch(() => undefined);
}
