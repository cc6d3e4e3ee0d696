import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, InstanceLeases, prepared, type BackgroundLoop } from '@ates/platform';
import { Outbox } from './outbox.js';

/** The lease whose holder assigns positions and publishes: one instance of a service. */
export const outboxLease = 'outbox';

// So few that a transaction stays below 150 ms on a busy machine. Larger ones place no more events a second.
const eventsAtOnce = 2000;

// Commits in this process wake the loop. Polling finds those of other instances and of commands. It starts at 20 ms: at 5,
// each event was followed by four looks in vain.
const idleMilliseconds = { first: 20, longest: 1000 };

/**
 * Assigns gap-free positions, from 1, to committed events in the order in which they were added, by moving them from
 * `outbox_new` to `outbox` (the SQL function `place_events`). A reader that asks for events after p misses nothing: an
 * event that commits late gets a later position, whichever transactions are open, roll back or come from a restored
 * backup (S3, S4).
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listeners = new Set<() => void>();
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    leases: InstanceLeases,
    private readonly outbox: Outbox,
  ) {
    this.loop = leases.leasedLoop({
      lease: outboxLease,
      name: 'Sequencer',
      idleMilliseconds,
      work: () => this.work(),
    });
  }

  onApplicationBootstrap(): void {
    this.outbox.onCommit(() => {
      this.loop.wake();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Calls `listener` after positions were assigned in this process. */
  onPlaced(listener: () => void): void {
    this.listeners.add(listener);
  }

  private async work(): Promise<boolean> {
    const [outcome] = await this.database.fenced<{ placed: number }>(placeEvents, [eventsAtOnce]);
    const placed = outcome?.placed ?? 0;
    if (placed > 0) {
      this.database.signals.committed();
      this.notify();
    }
    return placed > 0;
  }

  private notify(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }
}

const placeEvents = prepared(`select place_events($1, $2, $3, $4) as placed`);
