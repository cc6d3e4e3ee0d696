import { timeout, TimeoutStrategy } from 'cockatiel';

/**
 * Resolves with the work's result. Throws TaskCancelledError when it takes longer than the given time, even if it
 * ignores the signal, which then aborts. The timer does not keep the process alive.
 */
export function withinTime<Result>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return timeout(milliseconds, TimeoutStrategy.Aggressive)
    .dangerouslyUnref()
    .execute(({ signal }) => work(signal));
}

/** Best effort: ignores the work's errors, and stops waiting for it after the given time. */
export async function bestEffort(
  milliseconds: number,
  work: () => Promise<unknown> | undefined,
): Promise<void> {
  await withinTime(milliseconds, async () => work()).catch(() => undefined);
}
