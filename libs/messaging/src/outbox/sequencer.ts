import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, InstanceLeases, type BackgroundLoop, type Transaction } from '@ates/platform';
import { Outbox } from './outbox.js';

/** The lease whose holder assigns positions and publishes: one instance of a service. */
export const outboxLease = 'outbox';

const rowsAtOnce = 5000;

// Commits in this process wake the loop. Polling finds those of other instances and of commands.
const idleMilliseconds = { first: 5, longest: 1000 };

/**
 * Assigns gap-free positions, from 1, to committed outbox rows in the order in which they were added. A reader that
 * asks for events after p misses nothing: a row that commits late gets a later position, whichever transactions are
 * open, roll back or come from a restored backup (S3, S4).
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
    // First checks without a transaction or the lock on the head: nearly always there is nothing to place.
    if (!(await hasUnplacedRows(this.database))) {
      return false;
    }
    const placed = await this.database.transaction(placeRows);
    if (placed > 0) {
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

async function hasUnplacedRows(database: Database): Promise<boolean> {
  const [row] = await database.query<{ exists: boolean }>(
    `select exists (select from outbox where position is null) as exists`,
  );
  return row?.exists ?? false;
}

/**
 * Assigns positions to up to `rowsAtOnce` rows; returns how many. The row lock on the head makes it safe even if two
 * instances believe that they hold the lease: the second waits, and its update, a separate statement, sees what the
 * first placed.
 */
async function placeRows(tx: Transaction): Promise<number> {
  const [head] = await tx.query<{ last_position: string }[]>(
    `select last_position from outbox_head for update`,
  );
  const [outcome] = await tx.query<{ placed: number }[]>(
    `with placed as (
       update outbox set position = $1::bigint + next.place
       from (
         select id, row_number() over (order by seq) as place
         from (select id, seq from outbox where position is null order by seq limit $2) as unplaced
       ) as next
       where outbox.id = next.id
       returning 1
     ), counted as (
       select count(*)::int as placed from placed
     ), moved as (
       update outbox_head set last_position = last_position + counted.placed from counted where counted.placed > 0
     )
     select placed from counted`,
    [head?.last_position ?? '0', rowsAtOnce],
  );
  return outcome?.placed ?? 0;
}
