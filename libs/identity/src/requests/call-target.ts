import {
  BrokenCircuitError,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleType,
  retry,
  wrap,
  type IPolicy,
} from 'cockatiel';
import pLimit from 'p-limit';
import { setTimeout as delay } from 'node:timers/promises';
import { CallRefused, orAborted, Outage } from '@ates/platform';
import { CallFailed, CallPostponed } from './json-request.js';

const maxConcurrentCalls = 8;
/** Rejects calls beyond this queue length: their callers would give up before their turn comes. */
const maxQueued = 1000;
const maxRetries = 3;
const maxPauses = 3;
const failuresThatBreak = 5;
const halfOpenAfterMilliseconds = 3000;
/** A longer pause is not waited for: the call fails and its work stays pending. */
const maxWaitMilliseconds = 10_000;
// Spreads the retries of several instances.
const jitterOfPause = 0.1;
const maxJitterMilliseconds = 5000;
// A single success among failures does not end an outage.
const quietMilliseconds = 5000;

/**
 * Retries failed calls with exponential back-off and jitter. After five consecutive failures the circuit opens for
 * three seconds; then one call probes.
 */
const attempts = (): IPolicy =>
  wrap(
    retry(handleType(CallFailed), {
      maxAttempts: maxRetries,
      backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2000 }),
    }),
    circuitBreaker(handleType(CallFailed), {
      halfOpenAfter: halfOpenAfterMilliseconds,
      breaker: new ConsecutiveBreaker(failuresThatBreak),
    }),
  );

/**
 * One origin that is called: limits concurrency, obeys pauses it asks for, and tracks outages (S5). After a pause a
 * single call probes first, and the others follow once it is answered.
 */
export class CallTarget {
  private readonly slots = pLimit(maxConcurrentCalls);
  private readonly quickCalls = attempts();
  // Separate, so that quick calls don't wait half a minute for a long poll to prove that the origin works.
  private readonly longPolls = attempts();
  private readonly outage: Outage;
  // By the monotonic clock: a pause of a day must not change with the system time.
  private pausedUntil = 0;
  private postponed: CallPostponed | undefined;
  private isProbeNext = false;
  private probe: Promise<void> | undefined;

  constructor(private readonly origin: string) {
    this.outage = new Outage(
      'Calls',
      {
        began: `calls to ${origin} fail, retrying until they work`,
        ended: `calls to ${origin} work again`,
      },
      { quietMilliseconds },
    );
  }

  /** The remaining pause that the origin asked for; 0 when it may be called. */
  get pauseMilliseconds(): number {
    return Math.max(0, this.pausedUntil - performance.now());
  }

  /** Makes a call that is answered soon; eight at once, the others queue. */
  request<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    if (this.slots.pendingCount >= maxQueued) {
      return Promise.reject(
        new CallFailed(this.origin, `is not called: ${maxQueued} calls are queued already`),
      );
    }
    return this.slots(() => this.callWhenAllowed(this.quickCalls, call, signal));
  }

  /** Makes a long-polling call, which does not occupy a slot. */
  longPoll<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return this.callWhenAllowed(this.longPolls, call, signal);
  }

  /** Makes a call once, without waiting or retries, for callers that retry themselves. */
  async once<Result>(call: () => Promise<Result>): Promise<Result> {
    this.rejectDuringPause(0);
    try {
      const result = await call();
      this.outage.ended();
      return result;
    } catch (error) {
      this.note(error);
      throw error;
    }
  }

  private async callWhenAllowed<Result>(
    policy: IPolicy,
    call: () => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    for (let pauses = 0; ; pauses += 1) {
      const release = await this.waitUntilAllowed(policy, signal);
      try {
        const result = await policy.execute(call);
        this.isProbeNext = false;
        this.outage.ended();
        return result;
      } catch (error) {
        const failure = error instanceof BrokenCircuitError ? this.circuitOpen(error) : error;
        this.note(failure);
        if (!this.isPostponed(failure) || pauses === maxPauses) {
          throw failure;
        }
      } finally {
        release();
      }
    }
  }

  /** Resolves when a call may be made. After a pause one quick call probes, and releases the others when it is done. */
  private async waitUntilAllowed(policy: IPolicy, signal: AbortSignal | undefined): Promise<() => void> {
    for (;;) {
      signal?.throwIfAborted();
      this.rejectDuringPause(maxWaitMilliseconds);
      const pause = this.pauseMilliseconds;
      if (pause > 0) {
        await delay(pause, undefined, { signal }).catch(() => undefined);
      } else if (this.probe && policy === this.quickCalls) {
        await orAborted(this.probe, signal);
      } else {
        return this.isProbeNext && policy === this.quickCalls ? this.startProbe() : () => undefined;
      }
    }
  }

  private startProbe(): () => void {
    let release = (): void => undefined;
    this.probe = new Promise((resolve) => {
      release = () => {
        this.probe = undefined;
        resolve();
      };
    });
    return release;
  }

  private rejectDuringPause(waitMilliseconds: number): void {
    const pause = this.pauseMilliseconds;
    if (this.postponed && pause > waitMilliseconds) {
      throw new CallPostponed(this.postponed.url, this.postponed.status, pause);
    }
  }

  /** Updates the state of this origin. Ignores a pause asked for by another, such as the issuer of the call's token. */
  private note(error: unknown): void {
    if (this.isPostponed(error)) {
      const jitter = Math.min(error.pauseMilliseconds * jitterOfPause, maxJitterMilliseconds);
      const pause = error.pauseMilliseconds + Math.random() * jitter;
      this.pausedUntil = Math.max(this.pausedUntil, performance.now() + pause);
      this.postponed = error;
      this.isProbeNext = true;
      this.outage.began(error);
    } else if (error instanceof CallFailed) {
      this.isProbeNext = false;
      this.outage.began(error);
    } else if (error instanceof CallRefused) {
      this.isProbeNext = false;
      this.outage.ended();
    }
  }

  private isPostponed(error: unknown): error is CallPostponed {
    return error instanceof CallPostponed && new URL(error.url).origin === this.origin;
  }

  private circuitOpen(cause: Error): CallFailed {
    return new CallFailed(
      this.origin,
      `is not called for ${halfOpenAfterMilliseconds / 1000} s after ${failuresThatBreak} consecutive failures`,
      { cause },
    );
  }
}
