import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { isTaskCancelledError } from 'cockatiel';
import {
  backOffMilliseconds,
  bestEffort,
  Outage,
  prepared,
  requireCurrentLease,
  withinTime,
  type BackgroundLoop,
  type Database,
  type InstanceLeases,
} from '@ates/platform';
import { outboxLease, type Sequencer } from '../outbox/sequencer.js';
import { brokerOutage, BrokerRefusal } from './broker.js';
import type { EventPublisher, PlacedEvent } from './event-publisher.js';

// Two batches are in flight at a time, so at most a thousand events are unconfirmed.
const batchSize = 500;
// The sequencer of this process wakes the relay. Polling finds what another instance left unpublished.
const idleMilliseconds = 2000;
const brokerMilliseconds = 10_000;
const stopMilliseconds = 2000;
/** Pauses after failures in a row, in milliseconds. */
const pauses = { first: 250, longest: 5000 };

/** The broker is unreachable, or does not do what it is asked. */
class BrokerAway extends Error {
  /** Whether an operator must change something at the broker. */
  get isRefusal(): boolean {
    return this.cause instanceof BrokerRefusal;
  }
}

/**
 * Publishes placed events to the broker in position order, with many confirms in flight, and moves its cursor past the
 * events confirmed without a gap. While the broker is away the events wait (S3). After a crash some are published
 * again, with the same message id.
 */
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: BackgroundLoop;
  private readonly refusal = new Outage(
    EventRelay.name,
    {
      began:
        'the broker does not accept the events of this service, retrying until it does; they wait in the outbox',
      ended: 'the broker accepts the events of this service again',
    },
    { isOneKind: true },
  );
  private publisher: EventPublisher | undefined;
  private failures = 0;
  private pausedUntil = 0;
  private placements = 0;
  private endWait: () => void = () => undefined;

  constructor(
    private readonly database: Database,
    leases: InstanceLeases,
    private readonly sequencer: Sequencer,
    private readonly newPublisher: () => EventPublisher,
  ) {
    this.loop = leases.leasedLoop({
      // The sequencer's lease, so that it wakes the relay in its own process.
      lease: outboxLease,
      name: 'EventRelay',
      idleMilliseconds: () => (this.pauseLeft() > 0 ? this.pauseLeft() : idleMilliseconds),
      work: (signal, progress) => this.work(signal, progress),
    });
  }

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => {
      this.placements += 1;
      this.endWait();
      this.loop.wake();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.loop.stop();
    await bestEffort(stopMilliseconds, () => stopped);
    // Everything unconfirmed fails now, which ends the loop; it will be published again.
    await this.publisher?.end();
    await stopped;
  }

  private async work(signal: AbortSignal, progress: () => void): Promise<boolean> {
    // Each commit wakes the loop, but the back-off lasts its whole pause.
    if (this.pauseLeft() > 0) {
      return false;
    }
    try {
      return await this.publishPending(signal, progress);
    } catch (error) {
      if (!(error instanceof BrokerAway)) {
        throw error;
      }
      await this.dropConnection(error);
      return false;
    }
  }

  private pauseLeft(): number {
    return this.pausedUntil - performance.now();
  }

  /** Returns whether there was anything to publish: then there may be more, such as the events of the next month. */
  private async publishPending(signal: AbortSignal, progress: () => void): Promise<boolean> {
    let confirmed: Promise<void> = Promise.resolve();
    let position = '0';
    for (let isMore = true; isMore && !signal.aborted;) {
      const seen = this.placements;
      const events = await this.nextEvents(position);
      const last = events.at(-1);
      if (last) {
        ({ position } = last);
        const publisher = await this.connectedPublisher();
        // After another instance has taken over, events published here would be duplicates, and late.
        requireCurrentLease();
        const publishing = withBrokerTimeout(publisher.publish(events));
        const before = confirmed;
        confirmed = this.confirm(publishing, before, position);
        // Awaited in the next iteration or after the loop; until then its rejection must not be unhandled.
        confirmed.catch(() => undefined);
        await before;
        progress();
      }
      isMore = events.length === batchSize || (await this.arePlacedBefore(confirmed, seen));
    }
    await confirmed;
    return position !== '0';
  }

  /**
   * Resolves to true as soon as events have been placed since `seen`, so that they need not wait for the confirms of those
   * before, and to false once everything is confirmed. Rejects if that fails.
   */
  private arePlacedBefore(confirmed: Promise<void>, seen: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.endWait = () => resolve(true);
      confirmed.then(() => resolve(false), reject);
      if (this.placements !== seen) {
        resolve(true);
      }
    });
  }

  private async confirm(
    publishing: Promise<unknown>,
    before: Promise<void>,
    position: string,
  ): Promise<void> {
    await publishing;
    this.noteReturn();
    await before;
    await this.moveCursor(position);
  }

  private async connectedPublisher(): Promise<EventPublisher> {
    this.publisher ??= this.newPublisher();
    await withBrokerTimeout(this.publisher.connect());
    return this.publisher;
  }

  /** Called on a confirm, not on connecting: a broker that is short of memory still accepts connections. */
  private noteReturn(): void {
    brokerOutage.ended();
    this.refusal.ended();
    this.failures = 0;
  }

  /** Drops the connection; unconfirmed events are published again, in order, on a new one. */
  private async dropConnection(reason: BrokerAway): Promise<void> {
    const { publisher } = this;
    this.publisher = undefined;
    await publisher?.end();
    (reason.isRefusal ? this.refusal : brokerOutage).began(reason);
    this.failures += 1;
    this.pausedUntil = performance.now() + backOffMilliseconds(this.failures, pauses);
  }

  /** The events after a position, or after the cursor if that is further. */
  private async nextEvents(after: string): Promise<PlacedEvent[]> {
    const rows = await this.database.query<NextEvent>(nextEventsSql, [after, batchSize]);
    if (rows.some(({ is_detached: isDetached }) => isDetached)) {
      throw new Error('the next events to publish are in a month of the outbox that was detached; attach it');
    }
    return rows.filter((row) => row.position !== null);
  }

  private async moveCursor(position: string): Promise<void> {
    await this.database.fenced(moveCursorSql, [position]);
  }
}

/** A row of `nextEventsSql`; without events there is one without a position. */
type NextEvent = (PlacedEvent | { position: null }) & { is_detached: boolean };

/** The events after a position, or after the cursor if that is further: $1 position, $2 how many. */
export const nextEventsSql = prepared(`
  with start as (
    select greatest($1::bigint, position) as position from outbox_relay
  )
  select event.position, id, type, version, body::text as body, added_at,
         event.position is null and start.position < last_position as is_detached
  from start cross join outbox_head left join events_after(start.position, $2::int) as event on true
  order by event.position`);

const moveCursorSql = prepared(`
  with held as materialized (select fence($1, $2, $3))
  update outbox_relay set position = $4 from held where position < $4::bigint`);

/** Throws BrokerAway when the broker fails or does not answer in time: it confirms nothing while short of memory. */
async function withBrokerTimeout<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await withinTime(brokerMilliseconds, () => work);
  } catch (error) {
    throw new BrokerAway(messageOf(error), { cause: error });
  }
}

const messageOf = (error: unknown): string => {
  if (isTaskCancelledError(error)) {
    return `no confirmation for ${brokerMilliseconds / 1000} s`;
  }
  return error instanceof Error ? error.message : String(error);
};
