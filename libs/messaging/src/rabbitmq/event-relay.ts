import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { BackgroundLoop, Database, InstanceLocks } from '@ates/platform';
import { outboxLock, Sequencer } from '../outbox/sequencer.js';
import type { EventPublisher, PlacedEvent } from './event-publisher.js';

const inFlight = 1000;
const idleMilliseconds = 200;

/**
 * Publishes placed events to the broker in the order of their positions, many confirms in flight, and moves its cursor
 * past those that are confirmed without a gap. While the broker is away the events wait (S3). After a crash some are
 * published again, with the same message id.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(EventRelay.name);
  private readonly loop: BackgroundLoop;

  constructor(
    private readonly database: Database,
    private readonly locks: InstanceLocks,
    private readonly sequencer: Sequencer,
    private readonly publisher: EventPublisher,
  ) {
    this.loop = new BackgroundLoop({ name: 'EventRelay', idleMilliseconds, work: () => this.work() });
  }

  onApplicationBootstrap(): void {
    this.sequencer.onPlaced(() => {
      this.loop.wake();
    });
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
    await this.publisher.close();
  }

  private async work(): Promise<boolean> {
    // The sequencer's lock, so that it wakes the relay in its own process.
    if (!(await this.locks.acquire(outboxLock))) {
      return false;
    }
    const events = await this.nextEvents();
    if (events.length === 0) {
      return false;
    }
    await this.publisher.connect();
    const outcomes = await Promise.allSettled(events.map((event) => this.publisher.publishEvent(event)));
    const firstFailure = outcomes.findIndex(({ status }) => status === 'rejected');
    const confirmed = firstFailure === -1 ? events : events.slice(0, firstFailure);
    await this.moveCursor(confirmed.at(-1));
    const failure = outcomes[firstFailure];
    if (failure?.status === 'rejected') {
      this.logger.warn(`${events.length - confirmed.length} events wait for the broker`);
      throw failure.reason;
    }
    return events.length === inFlight;
  }

  private nextEvents(): Promise<PlacedEvent[]> {
    return this.database.query<PlacedEvent>(
      `select position, id, type, version, body, added_at from outbox
       where position > (select position from outbox_relay)
       order by position limit $1`,
      [inFlight],
    );
  }

  private async moveCursor(last: PlacedEvent | undefined): Promise<void> {
    if (last) {
      await this.database.query(`update outbox_relay set position = $1 where position < $1`, [last.position]);
    }
  }
}
