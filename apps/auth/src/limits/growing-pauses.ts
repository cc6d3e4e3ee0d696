import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible';

const longestPauseSeconds = 30;

/** The pause in seconds after this many attempts beyond the free ones: 1, 2, 4 ... up to 30. */
export const pauseSeconds = (attemptsTooMany: number): number =>
  Math.min(longestPauseSeconds, 2 ** Math.min(attemptsTooMany - 1, 10));

/**
 * Slows attempts down without ever blocking them: some are free, then one gets through at a time, with a longer pause
 * after each. Refused attempts do not count. So when no one else is trying, an attempt gets through within 30 seconds,
 * whatever happened before.
 */
export class GrowingPauses {
  /** `attempts` counts, with the free ones as its points; `pauses` lets one attempt through per pause. */
  constructor(
    private readonly attempts: RateLimiterPostgres,
    private readonly pauses: RateLimiterPostgres,
  ) {}

  /** Counts an attempt. During a pause, rejects with the RateLimiterRes that holds the time to wait. */
  async consume(key: string): Promise<void> {
    const { consumedPoints } = await this.attempts.penalty(key);
    const tooMany = consumedPoints - this.attempts.points;
    if (tooMany <= 0) {
      return;
    }
    try {
      await this.pauses.consume(key, 1, { customDuration: pauseSeconds(tooMany) });
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) {
        await this.attempts.reward(key);
      }
      throw refusal;
    }
  }

  /** Uncounts one attempt and ends the pause it started. */
  async refund(key: string): Promise<void> {
    await this.attempts.reward(key);
    await this.pauses.delete(key);
  }

  /** Forgets all attempts. */
  async forget(key: string): Promise<void> {
    await this.attempts.delete(key);
    await this.pauses.delete(key);
  }
}
