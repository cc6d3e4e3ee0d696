import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundLoop, Database, InstanceLeases } from '@ates/platform';
import { outboxLease, Sequencer } from './sequencer.js';

const idleMilliseconds = { first: 20, longest: 1000 };

interface Waiting {
  position: number;
  resolve: () => void;
}

/**
 * Lets feed readers wait for events. The sequencer ends their wait if it runs in this process. If it runs in another
 * instance, the head of the outbox is polled while a reader waits here.
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
        await this.poll();
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

  /** Answers all waiting readers at once, so that they don't delay the shutdown. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    this.endWaiting();
    await this.loop.stop();
  }

  /** Read this before querying for events and pass it to `after`, so that no event in between is missed. */
  get seen(): number {
    return this.placements;
  }

  /**
   * Resolves when there may be an event after `position`, when the time is up, or when the service stops. Returns false
   * only if it stops.
   */
  async after(position: number, milliseconds: number, seen: number): Promise<boolean> {
    if (!this.isClosing && seen === this.placements) {
      await this.wait(position, milliseconds);
    }
    return !this.isClosing;
  }

  private async wait(position: number, milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      // Not a limit on work, so not `withinTime`: without new events, a wait takes its whole time.
      const timer = setTimeout(() => waiting.resolve(), milliseconds);
      const waiting: Waiting = {
        position,
        resolve: () => {
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
        waiting.resolve();
      }
    }
  }

  private async poll(): Promise<void> {
    if (this.waiting.size === 0 || this.leases.holds(outboxLease)) {
      return;
    }
    try {
      const [head] = await this.database.query<{ last_position: number }>(
        `select last_position::float8 as last_position from outbox_head`,
      );
      this.endWaiting(head?.last_position);
    } catch {
      // The readers query for themselves and report the failure to their callers.
      this.endWaiting();
    }
  }
}
