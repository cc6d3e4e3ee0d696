import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@ates/platform';
import { Sequencer } from './sequencer.js';

const lookMilliseconds = 200;

interface Waiting {
  position: number;
  end: () => void;
}

/**
 * Lets readers of the feed wait for events. The sequencer wakes them when it runs in this process; while somebody
 * waits, the head is also looked at now and then, since it may run elsewhere.
 */
@Injectable()
export class NewEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waiting = new Set<Waiting>();
  private looking: NodeJS.Timeout | undefined;
  private isClosing = false;
  private placements = 0;

  constructor(
    private readonly database: Database,
    private readonly sequencer: Sequencer,
  ) {}

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => {
      this.placements += 1;
      this.endWaiting();
    });
  }

  /** Whoever waits gets its answer at once, so that stopping does not wait for them. */
  beforeApplicationShutdown(): void {
    this.isClosing = true;
    this.endWaiting();
  }

  /** What to remember before looking for events, so that one that comes between looking and waiting is not missed. */
  get seen(): number {
    return this.placements;
  }

  /**
   * Resolves when there may be an event after `position`, when the milliseconds are over, or when the service stops;
   * true unless it stops.
   */
  async after(position: number, milliseconds: number, seen: number): Promise<boolean> {
    if (!this.isClosing && seen === this.placements) {
      await this.wait(position, milliseconds);
    }
    return !this.isClosing;
  }

  private async wait(position: number, milliseconds: number): Promise<void> {
    this.looking ??= setInterval(() => void this.look(), lookMilliseconds);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => waiting.end(), milliseconds);
      const waiting: Waiting = {
        position,
        end: () => {
          clearTimeout(timer);
          this.waiting.delete(waiting);
          resolve();
        },
      };
      this.waiting.add(waiting);
    });
    this.rest();
  }

  private endWaiting(position = Infinity): void {
    for (const waiting of this.waiting) {
      if (waiting.position < position) {
        waiting.end();
      }
    }
  }

  private rest(): void {
    if (this.waiting.size === 0) {
      clearInterval(this.looking);
      this.looking = undefined;
    }
  }

  private async look(): Promise<void> {
    try {
      const [head] = await this.database.query<{ last_position: number }>(
        `select last_position::float8 as last_position from outbox_head`,
      );
      this.endWaiting(head?.last_position);
    } catch {
      // They look for themselves, and tell their callers what is wrong.
      this.endWaiting();
    }
  }
}
