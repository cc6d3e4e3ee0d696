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
import { CallRefused, Outage } from '@ates/platform';
import { CallFailed, CallPostponed } from './json-request.js';

const callsAtOnce = 8;
/** More than that wait for nothing: each would be given up by its caller before its turn comes. */
const mostWaiting = 1000;
const mostRetries = 3;
const mostPauses = 3;
const failuresThatBreak = 5;
const halfOpenAfterMilliseconds = 3000;
/** A longer pause is not waited for: the call fails, and what it was for stays due. */
const longestWaitMilliseconds = 10_000;
// So that the callers of several instances do not all come back in the same moment.
const jitterOfPause = 0.1;
const longestJitterMilliseconds = 5000;
// A call that works among others that fail ends no outage.
const quietMilliseconds = 5000;

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

/**
 * One origin that is called: how many calls at once, whether it asked for a pause, whether it works at all (S5). After a
 * pause one call goes first, and the others once it was answered.
 */
export class CallTarget {
  private readonly turns = pLimit(callsAtOnce);
  private readonly quickCalls = attempts();
  // Apart from the quick ones, which would otherwise wait half a minute for a long poll to prove that all is well.
  private readonly longPolls = attempts();
  private readonly outage: Outage;
  // By a clock that only goes forward: a pause of a day is not to end, or to last, because somebody set the clock.
  private pausedUntil = 0;
  private postponed: CallPostponed | undefined;
  private isFirstToCome = false;
  private first: Promise<void> | undefined;

  constructor(private readonly origin: string) {
    this.outage = new Outage(
      'Calls',
      {
        began: `calls to ${origin} fail, and are made again until they work`,
        ended: `calls to ${origin} work again`,
      },
      { quietMilliseconds },
    );
  }

  /** How long it asked not to be called, from now on; 0 when it may be. */
  get pauseMilliseconds(): number {
    return Math.max(0, this.pausedUntil - performance.now());
  }

  /** A call that is answered soon; eight at once, the others wait for their turn. */
  ask<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    if (this.turns.pendingCount >= mostWaiting) {
      return Promise.reject(
        new CallFailed(this.origin, `is not called: ${mostWaiting} calls wait for their turn already`),
      );
    }
    return this.turns(() => this.askWhenWelcome(this.quickCalls, call, signal));
  }

  /** A call that waits for something to happen over there; it takes nobody's turn. */
  poll<Result>(call: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    return this.askWhenWelcome(this.longPolls, call, signal);
  }

  /** A call that waits for nothing and is made once, for callers that try again by themselves. */
  async once<Result>(call: () => Promise<Result>): Promise<Result> {
    this.refuseInPause(0);
    try {
      const result = await call();
      this.outage.ended();
      return result;
    } catch (error) {
      this.note(error);
      throw error;
    }
  }

  private async askWhenWelcome<Result>(
    policy: IPolicy,
    call: () => Promise<Result>,
    signal: AbortSignal | undefined,
  ): Promise<Result> {
    for (let pauses = 0; ; pauses += 1) {
      const letOthers = await this.welcome(policy, signal);
      try {
        const result = await policy.execute(call);
        this.isFirstToCome = false;
        this.outage.ended();
        return result;
      } catch (error) {
        const failure = error instanceof BrokenCircuitError ? this.leftAlone(error) : error;
        this.note(failure);
        if (!this.isPostponed(failure) || pauses === mostPauses) {
          throw failure;
        }
      } finally {
        letOthers();
      }
    }
  }

  /** Resolves when a call may be made. Of quick ones after a pause one goes first, and lets others when it is done. */
  private async welcome(policy: IPolicy, signal: AbortSignal | undefined): Promise<() => void> {
    for (;;) {
      signal?.throwIfAborted();
      this.refuseInPause(longestWaitMilliseconds);
      const rest = this.pauseMilliseconds;
      if (rest > 0) {
        await delay(rest, undefined, { signal }).catch(() => undefined);
      } else if (this.first && policy === this.quickCalls) {
        await orAborted(this.first, signal);
      } else {
        return this.isFirstToCome && policy === this.quickCalls ? this.goFirst() : () => undefined;
      }
    }
  }

  private goFirst(): () => void {
    let letOthers = (): void => undefined;
    this.first = new Promise((resolve) => {
      letOthers = () => {
        this.first = undefined;
        resolve();
      };
    });
    return letOthers;
  }

  private refuseInPause(patienceMilliseconds: number): void {
    const rest = this.pauseMilliseconds;
    if (this.postponed && rest > patienceMilliseconds) {
      throw new CallPostponed(this.postponed.url, this.postponed.status, rest);
    }
  }

  /** What an answer, or none, says about this origin. The issuer of the token for a call may be another one. */
  private note(error: unknown): void {
    if (this.isPostponed(error)) {
      const jitter = Math.min(error.pauseMilliseconds * jitterOfPause, longestJitterMilliseconds);
      const pause = error.pauseMilliseconds + Math.random() * jitter;
      this.pausedUntil = Math.max(this.pausedUntil, performance.now() + pause);
      this.postponed = error;
      this.isFirstToCome = true;
      this.outage.began(error);
    } else if (error instanceof CallFailed) {
      this.isFirstToCome = false;
      this.outage.began(error);
    } else if (error instanceof CallRefused) {
      this.isFirstToCome = false;
      this.outage.ended();
    }
  }

  private isPostponed(error: unknown): error is CallPostponed {
    return error instanceof CallPostponed && new URL(error.url).origin === this.origin;
  }

  private leftAlone(cause: Error): CallFailed {
    return new CallFailed(
      this.origin,
      `is left alone for ${halfOpenAfterMilliseconds / 1000} s, since it failed ${failuresThatBreak} times in a row`,
      { cause },
    );
  }
}

/** Resolves when `work` has, or when the signal says so. */
async function orAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) {
    return work;
  }
  const over = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over.signal });
  });
  await Promise.race([work, aborted]);
  over.abort();
}
