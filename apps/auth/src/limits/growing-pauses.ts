import type { RateLimiterPostgres } from 'rate-limiter-flexible';

const longestPauseSeconds = 30;

/** The pause in seconds after this many attempts beyond the free ones: 1, 2, 4 ... up to 30. */
export const pauseSeconds = (attemptsTooMany: number): number =>
  Math.min(longestPauseSeconds, 2 ** Math.min(attemptsTooMany - 1, 10));

/** The counters of `GrowingPauses`. */
interface Counters {
  /** Counts the free attempts, which are its points. */
  free: RateLimiterPostgres;
  /** Counts the attempts beyond them. */
  slowed: RateLimiterPostgres;
  /** Lets one attempt through per pause. */
  pauses: RateLimiterPostgres;
}

/**
 * Slows attempts down without ever blocking them: some are free, then one gets through at a time, with a longer pause
 * after each. Refused attempts do not count. So when no one else is trying, an attempt gets through within 30 seconds,
 * whatever happened before.
 */
export class GrowingPauses {
  constructor(private readonly counters: Counters) {}

  /** Counts an attempt. During a pause, rejects with the RateLimiterRes that holds the time to wait. */
  async consume(key: string): Promise<void> {
    const { free, slowed, pauses } = this.counters;
    const { consumedPoints } = await free.penalty(key);
    if (consumedPoints <= free.points) {
      if (consumedPoints === 1) {
        await slowed.delete(key);
      }
      return;
    }
    // Counted by mistake for a moment, together with others that came at once: only who passes the pause is counted as
    // slowed, or a burst would be followed by a long pause.
    await free.reward(key);
    await pauses.consume(key, 1, { customDuration: pauseSeconds(1) });
    const tooMany = (await slowed.penalty(key)).consumedPoints;
    if (tooMany > 1) {
      await pauses.set(key, 1, pauseSeconds(tooMany));
    }
  }

  /** Uncounts one attempt and ends the pause it started. */
  async refund(key: string): Promise<void> {
    const { free, slowed, pauses } = this.counters;
    const tooMany = (await slowed.get(key))?.consumedPoints ?? 0;
    await (tooMany > 0 ? slowed : free).reward(key);
    await pauses.delete(key);
  }

  /** Forgets all attempts. */
  async forget(key: string): Promise<void> {
    const { free, slowed, pauses } = this.counters;
    await Promise.all([free, slowed, pauses].map((counter) => counter.delete(key)));
  }
}
