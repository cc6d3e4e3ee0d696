/**
 * A question that many ask at the same time is asked once for all of them. Who comes while it is being answered gets the
 * next answer, together with all who come meanwhile: no answer is older than the asking.
 */
export class SingleFlight<Answer> {
  private underWay: Promise<unknown> = Promise.resolve();
  private next: Promise<Answer> | undefined;

  constructor(private readonly ask: () => Promise<Answer>) {}

  answer(): Promise<Answer> {
    this.next ??= this.askAfter(this.underWay);
    return this.next;
  }

  private async askAfter(before: Promise<unknown>): Promise<Answer> {
    await before;
    this.next = undefined;
    const answer = this.ask();
    this.underWay = answer.catch(() => undefined);
    return answer;
  }
}
