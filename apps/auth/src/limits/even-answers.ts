import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';

/** The shortest time to an answer, in milliseconds. It exceeds the time that the work takes. */
export const minimumMilliseconds = 300;

/**
 * Answers what anyone may ask about an e-mail address, so that neither the answer nor its time tells whether the address
 * has an account (A9, docs/adr/0077).
 */
@Injectable()
export class EvenAnswers {
  private readonly inProgress = new Map<string, Promise<unknown>>();

  /** Does the work, and resolves with its result no sooner than after the shortest time. */
  async after<Result>(work: () => Promise<Result>): Promise<Result> {
    const shortest = delay(minimumMilliseconds);
    const result = await work();
    await shortest;
    return result;
  }

  /**
   * Likewise, but requests with the same key that come during the work share it. Otherwise many of them would wait for
   * each other's locks, for longer than the shortest time, and only if the address has an account.
   */
  async shared<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.after(() => {
      const known = this.inProgress.get(key) as Promise<Result> | undefined;
      if (known) {
        return known;
      }
      const begun = work().finally(() => this.inProgress.delete(key));
      this.inProgress.set(key, begun);
      return begun;
    });
  }
}
