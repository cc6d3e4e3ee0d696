import { setTimeout as delay } from 'node:timers/promises';
import { backOffMilliseconds, databaseOutage, isConnectionFailure, type Outage } from '@ates/platform';

const pauses = { first: 100, longest: 10_000 };

/** Pauses that grow while work with messages fails, with one log line for each outage. */
export class FailurePauses {
  private failures = 0;

  constructor(
    private readonly outage: Outage,
    private readonly closing: AbortSignal,
  ) {}

  /** Records a failure and pauses; ends early when the service stops. */
  async after(failure: unknown): Promise<void> {
    this.failures += 1;
    if (isConnectionFailure(failure)) {
      databaseOutage.began(failure);
    } else {
      this.outage.began(failure);
    }
    await pause(backOffMilliseconds(this.failures, pauses), this.closing);
  }

  /** Records a success. */
  ended(): void {
    this.failures = 0;
    this.outage.ended();
  }
}

/** Resolves after a time in milliseconds, or as soon as the signal aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => undefined);
}
