const largest = 500;

/**
 * How many messages to take at once: fewer after a failure, so that a batch that is too much for the database (its
 * statement takes too long) does not fail for ever; more again while all goes well.
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
