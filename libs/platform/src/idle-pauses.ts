/** Pauses between looks for work, in milliseconds. */
export interface IdleRange {
  /** Right after there was work. */
  first: number;
  /** After a long time without any: how late work may be noticed that nobody in this process announced. */
  longest: number;
}

// Slow enough that work noticed by polling is late by about a third of the time since the work before it.
const growth = 1.5;

/** Backs off while there is nothing to do: each pause is longer than the one before, up to the longest. */
export class IdlePauses {
  private following: number;

  constructor(private readonly range: IdleRange) {
    this.following = range.first;
  }

  /** The pause after a look that found nothing, in milliseconds. */
  next(): number {
    const pause = Math.min(this.following, this.range.longest);
    this.following = pause * growth;
    return pause;
  }

  /** There was work, or somebody announced some: looks are close together again. */
  reset(): void {
    this.following = this.range.first;
  }
}
