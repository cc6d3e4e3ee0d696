import { maxKeptBytes } from '../messages/message-size.js';

// RabbitMQ counts messages, not bytes. Keeps prefetched messages within 64 MB of this process's memory: many small
// ones, few as soon as one is large.
const budget = 64 * 1024 * 1024;
const highCount = 1000;
const maxSmallBytes = budget / 1024;
const lowCount = budget / maxKeptBytes;
const smallMessagesBeforeHigh = 100;

/** Adapts the prefetch count to the size of the messages that arrive. */
export class Prefetch {
  count = highCount;
  private smallInARow = 0;

  /** Records the size of an arrived message in bytes; returns true when `count` has changed. */
  adaptTo(size: number): boolean {
    const isLarge = size > maxSmallBytes;
    this.smallInARow = isLarge ? 0 : this.smallInARow + 1;
    if (this.count === highCount && isLarge) {
      this.count = lowCount;
      return true;
    }
    if (this.count === lowCount && this.smallInARow >= smallMessagesBeforeHigh) {
      this.count = highCount;
      return true;
    }
    return false;
  }
}
