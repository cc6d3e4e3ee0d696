import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { requireCurrentLease, type BackgroundLoop, type Database, type InstanceLeases } from '@ates/platform';
import { outboxLease, type Sequencer } from '../outbox/sequencer.js';
import { brokerOutage, withinTime } from './broker.js';
import type { EventPublisher, PlacedEvent } from './event-publisher.js';

// Two batches are under way at a time, so at most a thousand events are not confirmed.
const batchSize = 500;
// The sequencer of this process wakes the relay; only what an instance that ended left unpublished is found by polling.
const idleMilliseconds = 2000;
const brokerMilliseconds = 10_000;
const stopMilliseconds = 2000;
const firstPauseMilliseconds = 250;
const longestPauseMilliseconds = 5000;

/** The broker is away, or does not do what it is asked for. */
class BrokerAway extends Error {}

/**
 * Publishes placed events to the broker in the order of their positions, many confirms in flight, and moves its cursor
 * past those that are confirmed without a gap. While the broker is away the events wait (S3). After a crash some are
 * published again, with the same message id.
 */
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: BackgroundLoop;
  private publisher: EventPublisher | undefined;
  private failures = 0;
  private restsUntil = 0;

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
      idleMilliseconds: () => (this.rest() > 0 ? this.rest() : idleMilliseconds),
      work: (signal, progress) => this.work(signal, progress),
    });
  }

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => {
      this.loop.wake();
    });
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    const stopped = this.loop.stop();
    await withinTime(stopMilliseconds, () => stopped);
    // Whatever the broker has not confirmed by now fails, which ends the loop; it will be published again.
    await this.publisher?.end();
    await stopped;
  }

  private async work(signal: AbortSignal, progress: () => void): Promise<boolean> {
    // Each commit wakes the loop; the broker is left alone for the whole pause all the same.
    if (this.rest() > 0) {
      return false;
    }
    try {
      await this.publishWhatWaits(signal, progress);
    } catch (error) {
      if (!(error instanceof BrokerAway)) {
        throw error;
      }
      await this.giveUpConnection(error);
    }
    return false;
  }

  private rest(): number {
    return this.restsUntil - performance.now();
  }

  private async publishWhatWaits(signal: AbortSignal, progress: () => void): Promise<void> {
    let confirmed: Promise<void> = Promise.resolve();
    let events = await this.nextEvents('0');
    for (let last = events.at(-1); last && !signal.aborted; last = events.at(-1)) {
      const { position } = last;
      const publisher = await this.connectedPublisher();
      // What is published after another instance took over would be published twice, and late.
      requireCurrentLease();
      const publishing = answered(Promise.all(events.map((event) => publisher.publishEvent(event))));
      const before = confirmed;
      confirmed = this.confirm(publishing, before, position);
      // It is awaited in the next turn, or after the last; until then nobody listens to its failure.
      confirmed.catch(() => undefined);
      await before;
      progress();
      events = await this.nextEvents(position);
    }
    await confirmed;
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
    await answered(this.publisher.connect());
    return this.publisher;
  }

  /** Confirmed, and not only connected: a broker that is short of memory takes connections. */
  private noteReturn(): void {
    brokerOutage.ended();
    this.failures = 0;
  }

  /** What was published and not confirmed will be published again, by a new connection and in order. */
  private async giveUpConnection(reason: BrokerAway): Promise<void> {
    const { publisher } = this;
    this.publisher = undefined;
    await publisher?.end();
    brokerOutage.began(reason);
    const pause = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** this.failures);
    this.failures += 1;
    this.restsUntil = performance.now() + pause * (0.5 + Math.random() / 2);
  }

  /** The events after a position, or after the cursor where that stands further. */
  private nextEvents(after: string): Promise<PlacedEvent[]> {
    return this.database.query<PlacedEvent>(
      `select position, id, type, version, body, added_at from outbox
       where position > greatest($1::bigint, (select position from outbox_relay))
       order by position limit $2`,
      [after, batchSize],
    );
  }

  private async moveCursor(position: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.query(`update outbox_relay set position = $1 where position < $1`, [position]),
    );
  }
}

/** What the broker answers. Fails also when that takes too long: it takes nothing while it is short of memory. */
async function answered<Result>(work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const tooLong = delay(brokerMilliseconds, undefined, { signal: over.signal }).then(() => {
    throw new Error(`it confirmed nothing for ${brokerMilliseconds / 1000} s`);
  });
  try {
    return await Promise.race([work, tooLong]);
  } catch (error) {
    throw new BrokerAway(messageOf(error), { cause: error });
  } finally {
    over.abort();
    tooLong.catch(() => undefined);
  }
}

// ClientRMQ rejects with a text, or with an object around the error.
const messageOf = (error: unknown): string => {
  const inner = typeof error === 'object' && error !== null && 'err' in error ? error.err : error;
  return inner instanceof Error ? inner.message : String(inner);
};
