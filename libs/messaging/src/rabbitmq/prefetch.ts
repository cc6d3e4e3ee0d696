import { largestKept } from '../consuming/message-size.js';

// RabbitMQ counts messages, not bytes. So that neither kind takes more than 64 MB of this process: many while they are
// small, and few as soon as one is large.
const budget = 64 * 1024 * 1024;
const many = 1000;
const largestOfMany = budget / 1024;
const few = budget / largestKept;
const smallOnesBeforeMany = 100;

/** How many messages to have sent ahead, by how large they turn out to be. */
export class Prefetch {
  count = many;
  private smallInARow = 0;

  /** Notes the size of a message that arrived, in bytes; true when another number of messages is right from now on. */
  changesWith(size: number): boolean {
    const isLarge = size > largestOfMany;
    this.smallInARow = isLarge ? 0 : this.smallInARow + 1;
    if (this.count === many && isLarge) {
      this.count = few;
      return true;
    }
    if (this.count === few && this.smallInARow >= smallOnesBeforeMany) {
      this.count = many;
      return true;
    }
    return false;
  }
}
