import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundLoop, Database, InstanceLeases } from '@ates/platform';
import { outboxLease, Sequencer } from './sequencer.js';

const idleMilliseconds = { first: 20, longest: 1000 };

interface Waiting {
  position: number;
  end: () => void;
}

/**
 * Lets readers of the feed wait for events. The sequencer ends their wait when it runs in this process. While it runs
 * in another instance and somebody waits here, the head of the outbox is polled.
 */
@Injectable()
export class NewEvents implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waiting = new Set<Waiting>();
  private readonly loop: BackgroundLoop;
  private isClosing = false;
  private placements = 0;

  constructor(
    private readonly database: Database,
    private readonly sequencer: Sequencer,
    private readonly leases: InstanceLeases,
  ) {
    this.loop = new BackgroundLoop({
      name: 'new events of other instances',
      idleMilliseconds,
      work: async () => {
        await this.look();
        return false;
      },
    });
  }

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => {
      this.placements += 1;
      this.endWaiting();
    });
    this.loop.start();
  }

  /** Whoever waits gets its answer at once, so that stopping does not wait for them. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    this.endWaiting();
    await this.loop.stop();
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
      this.loop.wake();
    });
  }

  private endWaiting(position = Infinity): void {
    for (const waiting of this.waiting) {
      if (waiting.position < position) {
        waiting.end();
      }
    }
  }

  private async look(): Promise<void> {
    if (this.waiting.size === 0 || this.leases.holds(outboxLease)) {
      return;
    }
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
