import { stalledCallsMilliseconds, type BackgroundLoop, type InstanceLeases } from '@ates/platform';
import type { EventConsumer } from '../consuming/event.server.js';
import { feedLag } from '../metrics.js';
import { leaseOf } from './feed-reader.js';
import type { FeedReaders } from './feed-readers.js';
import type { FeedSubscription } from './producer-feed.js';

const standbyMilliseconds = 1000;
// After an empty page: spares a producer that does not honour `wait`.
const emptyMilliseconds = 20;
const waitSeconds = 20;

/** Consumes one producer's event feed (S4): the transport used without a broker. The producer may start later. */
export class FeedConsumer implements EventConsumer {
  readonly producer: string;
  private readonly loop: BackgroundLoop;

  constructor(subscription: FeedSubscription, readers: FeedReaders, leases: InstanceLeases) {
    const { producer } = subscription;
    this.producer = producer;
    const reader = readers.open(subscription, readers.positionOf(producer), (events) =>
      feedLag.set({ producer }, events),
    );
    const lease = leaseOf(producer);
    this.loop = leases.leasedLoop({
      lease,
      name: reader.source,
      idleMilliseconds: () => (leases.holds(lease) ? emptyMilliseconds : standbyMilliseconds),
      stalledAfterMilliseconds: stalledCallsMilliseconds,
      work: (signal) => reader.readNext(signal, waitSeconds),
    });
  }

  begin(): void {
    this.loop.start();
  }

  async close(): Promise<void> {
    await this.loop.stop();
  }
}
