import { RateLimiterRes, type RateLimiterPostgres } from 'rate-limiter-flexible';

const longestPauseSeconds = 30;

/** The pause after so many attempts more than are free: 1, 2, 4 ... up to 30 seconds. */
export const pauseSeconds = (attemptsTooMany: number): number =>
  Math.min(longestPauseSeconds, 2 ** Math.min(attemptsTooMany - 1, 10));

/**
 * Slows attempts down and never stops them: a number of them is free, then one at a time gets through, and after each
 * the next one waits for longer. Refused attempts do not count. So whoever comes when nobody else tries is let through
 * after half a minute at the latest, whatever happened before.
 */
export class GrowingPauses {
  /** `attempts` counts and knows how many are free; `pauses` lets one through and is given the seconds. */
  constructor(
    private readonly attempts: RateLimiterPostgres,
    private readonly pauses: RateLimiterPostgres,
  ) {}

  /** Counts an attempt. Rejects with the RateLimiterRes that says how long to wait during a pause. */
  async take(key: string): Promise<void> {
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

  /** Takes back one attempt that was counted, and the pause that it began. */
  async giveBack(key: string): Promise<void> {
    await this.attempts.reward(key);
    await this.pauses.delete(key);
  }

  /** Forgets all attempts. */
  async forget(key: string): Promise<void> {
    await this.attempts.delete(key);
    await this.pauses.delete(key);
  }
}
