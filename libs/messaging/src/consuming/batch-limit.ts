const largest = 500;

/**
 * How many messages to deliver at once. Halves after a failure, so that a batch too large for the database (its
 * statement times out) does not fail forever, and doubles again after each success.
 */
export class BatchLimit {
  private limit = largest;

  get size(): number {
    return this.limit;
  }

  shrink(): void {
    this.limit = Math.max(1, Math.floor(this.limit / 2));
  }

  grow(): void {
    this.limit = Math.min(largest, this.limit * 2);
  }
}
