import { setTimeout as delay } from 'node:timers/promises';

/**
 * Coalesces concurrent callers (single flight): callers that arrive while a request is in progress share the next
 * one, so no caller gets an answer from before it asked.
 */
export class SingleFlight<Answer> {
  private inProgress: Promise<unknown> = Promise.resolve();
  private next: Promise<Answer> | undefined;

  /** With `pauseMilliseconds` the next request starts that long after an answer, so that more callers share it. */
  constructor(
    private readonly ask: () => Promise<Answer>,
    private readonly pauseMilliseconds?: number,
  ) {}

  answer(): Promise<Answer> {
    this.next ??= this.askAfter(this.inProgress);
    return this.next;
  }

  private async askAfter(before: Promise<unknown>): Promise<Answer> {
    await before;
    this.next = undefined;
    const answer = this.ask();
    this.inProgress = this.endOf(answer);
    return answer;
  }

  private async endOf(answer: Promise<Answer>): Promise<void> {
    await answer.catch(() => undefined);
    if (this.pauseMilliseconds !== undefined) {
      await delay(this.pauseMilliseconds);
    }
  }
}
