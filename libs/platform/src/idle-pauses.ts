/** The range of pauses between polls for work, in milliseconds. */
export interface IdleRange {
  /** The pause after a poll that found work. */
  first: number;
  /** The pause after a long idle time: the longest delay before polling finds work that no `wake` announced. */
  longest: number;
}

// Slow growth: polling finds work late by about a third of the time since the previous work.
const growth = 1.5;

/** Backs off while there is nothing to do: each pause is half as long again as the one before, up to the longest. */
export class IdlePauses {
  private following: number;

  constructor(private readonly range: IdleRange) {
    this.following = range.first;
  }

  /** The pause after a poll that found nothing, in milliseconds. */
  next(): number {
    const pause = Math.min(this.following, this.range.longest);
    this.following = pause * growth;
    return pause;
  }

  /** Starts over with the first pause, because work was found or announced. */
  reset(): void {
    this.following = this.range.first;
  }
}
