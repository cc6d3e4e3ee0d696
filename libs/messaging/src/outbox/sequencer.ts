import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { BackgroundLoop, Database, InstanceLocks, type Transaction } from '@ates/platform';
import { Outbox } from './outbox.js';

/** The lock whose holder gives positions and publishes: one instance a service. */
export const outboxLock = 'outbox';

const rowsAtOnce = 5000;
const standbyMilliseconds = 500;
const busyMilliseconds = 5;
const quietMilliseconds = 100;
const busyForMilliseconds = 2000;

/**
 * Gives committed outbox rows their position: gap-free, from 1, in the order in which they were added.
 * A reader that asks for what is after p misses nothing: a row that commits late gets a later position, whatever
 * transactions are open, roll back or come from a restored backup (S3, S4).
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly listeners = new Set<() => void>();
  private readonly loop: BackgroundLoop;
  private isOurs = false;
  private standsByUntil = 0;
  private lastFound = 0;

  constructor(
    private readonly database: Database,
    private readonly locks: InstanceLocks,
    private readonly outbox: Outbox,
  ) {
    this.loop = new BackgroundLoop({
      name: 'Sequencer',
      idleMilliseconds: () => this.pause(),
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

  /** Calls `listener` when rows got their position here. */
  onPlaced(listener: () => void): void {
    this.listeners.add(listener);
  }

  private async work(): Promise<boolean> {
    // Each commit wakes the loop; while another instance has the lock it is not asked for each time.
    if (Date.now() < this.standsByUntil) {
      return false;
    }
    this.isOurs = await this.locks.acquire(outboxLock);
    if (!this.isOurs) {
      this.standsByUntil = Date.now() + standbyMilliseconds;
      return false;
    }
    const placed = await this.database.transaction(placeRows);
    if (placed > 0) {
      this.lastFound = Date.now();
      this.tell();
    }
    return placed === rowsAtOnce;
  }

  private tell(): void {
    for (const listener of this.listeners) {
      listener();
    }
  }

  /** Commits in this process wake the loop; those of other instances are found by looking, often while there are some. */
  private pause(): number {
    if (!this.isOurs) {
      return standbyMilliseconds;
    }
    const isBusy = Date.now() - this.lastFound < busyForMilliseconds;
    return isBusy ? busyMilliseconds : quietMilliseconds;
  }
}

/**
 * Places up to `rowsAtOnce` rows; answers how many. The row lock on the head makes it safe even when two instances
 * believe that it is their turn: the second waits, and its update, a statement of its own, sees what the first placed.
 */
async function placeRows(tx: Transaction): Promise<number> {
  const [head] = await tx.query<{ last_position: string }[]>(
    `select last_position from outbox_head for update`,
  );
  const [, placed] = await tx.query<[unknown[], number]>(
    `update outbox set position = $1::bigint + next.place
     from (
       select id, row_number() over (order by seq) as place
       from (select id, seq from outbox where position is null order by seq limit $2) as unplaced
     ) as next
     where outbox.id = next.id`,
    [head?.last_position ?? '0', rowsAtOnce],
  );
  if (placed > 0) {
    await tx.query(`update outbox_head set last_position = last_position + $1`, [placed]);
  }
  return placed;
}
