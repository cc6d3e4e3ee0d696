/**
 * Coalesces concurrent callers (single flight): callers that arrive while a request is in progress share the next
 * one, so no caller gets an answer from before it asked.
 */
export class SingleFlight<Answer> {
  private inProgress: Promise<unknown> = Promise.resolve();
  private next: Promise<Answer> | undefined;

  constructor(private readonly ask: () => Promise<Answer>) {}

  answer(): Promise<Answer> {
    this.next ??= this.askAfter(this.inProgress);
    return this.next;
  }

  private async askAfter(before: Promise<unknown>): Promise<Answer> {
    await before;
    this.next = undefined;
    const answer = this.ask();
    this.inProgress = answer.catch(() => undefined);
    return answer;
  }
}
