import {
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
import { CallFailed, CallPostponed } from './json-request.js';

const callsAtOnce = 8;
const mostRetries = 3;
const mostPauses = 3;
const failuresThatBreak = 5;
const halfOpenAfterMilliseconds = 3000;

/**
 * Failed calls are repeated after growing pauses with jitter; after five failures in a row nobody asks for three
 * seconds, then one call tries.
 */
const attempts = (): IPolicy =>
  wrap(
    retry(handleType(CallFailed), {
      maxAttempts: mostRetries,
      backoff: new ExponentialBackoff({ initialDelay: 100, maxDelay: 2000 }),
    }),
    circuitBreaker(handleType(CallFailed), {
      halfOpenAfter: halfOpenAfterMilliseconds,
      breaker: new ConsecutiveBreaker(failuresThatBreak),
    }),
  );

/** One origin that is called: how many calls at once, whether it asked for a pause, whether it works at all (S5). */
export class CallTarget {
  private readonly turns = pLimit(callsAtOnce);
  private readonly quickCalls = attempts();
  // Apart from the quick ones, which would otherwise wait half a minute for a long poll to prove that all is well.
  private readonly longPolls = attempts();
  private pausedUntil = 0;

  /** A call that is answered soon; eight at once, the others wait for their turn. */
  ask<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return this.turns(() => this.askWhenWelcome(this.quickCalls, call, signal));
  }

  /** A call that waits for something to happen over there; it takes nobody's turn. */
  poll<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return this.askWhenWelcome(this.longPolls, call, signal);
  }

  private async askWhenWelcome<Result>(
    policy: IPolicy,
    call: () => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    for (let pauses = 0; ; pauses += 1) {
      await this.pauseIsOver(signal);
      try {
        return await policy.execute(call);
      } catch (error) {
        if (!(error instanceof CallPostponed)) {
          throw error;
        }
        this.pausedUntil = Math.max(this.pausedUntil, Date.now() + error.pauseMilliseconds);
        if (pauses === mostPauses) {
          throw error;
        }
      }
    }
  }

  private async pauseIsOver(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    for (let rest = this.rest(); rest > 0; rest = this.rest()) {
      await delay(rest, undefined, { signal }).catch(() => undefined);
      signal?.throwIfAborted();
    }
  }

  private rest(): number {
    return this.pausedUntil - Date.now();
  }
}
