import { Server } from '@nestjs/microservices';
import { stalledCallsMilliseconds, type BackgroundLoop } from '@ates/platform';
import { findEventHandler, type EventHandler } from '../consuming/event-handler.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { feedLag } from '../metrics.js';
import { Reconciliation, type ReconciliationServices } from '../reconciliation/reconciliation.js';
import { FeedPosition } from '../feed/feed-position.js';
import { FeedReader, leaseOf, type FeedSubscription } from '../feed/feed-reader.js';

const standbyMilliseconds = 1000;
// After an empty page: spares a producer that does not honour `wait`.
const emptyMilliseconds = 20;
const waitSeconds = 20;

/**
 * Consumes one producer's event feed over HTTP (S4) and passes the events to the `@EventPattern` handlers: the
 * transport used without a broker.
 */
export class FeedEventServer extends Server {
  override readonly propagatesEventHandlerErrors = true;
  private readonly reader: FeedReader;
  private readonly loop: BackgroundLoop;
  private readonly reconciliation: Reconciliation;
  private isClosed = false;

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly services: ReconciliationServices,
    private readonly ready: Promise<void>,
  ) {
    super();
    const { producer } = subscription;
    const find: HandlerFinder = (type) => this.findHandler(type);
    const keeper = new FeedPosition(services.database, producer);
    this.reader = new FeedReader(subscription, services, find, keeper, (events) =>
      feedLag.set({ producer }, events),
    );
    this.reconciliation = new Reconciliation(subscription, services, find, 'on request');
    const lease = leaseOf(producer);
    this.loop = services.leases.leasedLoop({
      lease,
      name: this.reader.source,
      idleMilliseconds: () => (services.leases.holds(lease) ? emptyMilliseconds : standbyMilliseconds),
      stalledAfterMilliseconds: stalledCallsMilliseconds,
      work: (signal) => this.reader.readNext(signal, waitSeconds),
    });
  }

  /** Calls back at once, since the producer may start later. */
  listen(callback: () => void): void {
    void this.startWhenReady();
    callback();
  }

  private async startWhenReady(): Promise<void> {
    await this.ready;
    if (!this.isClosed) {
      this.loop.start();
      this.reconciliation.start();
    }
  }

  /** Stops once the current batch is finished. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.loop.stop(), this.reconciliation.stop()]);
  }

  on(): void {
    throw new Error('The feed transport emits no events of its own');
  }

  unwrap<Client>(): Client {
    throw new Error('The feed transport has no client to unwrap');
  }

  /** Returns the handler of a routing key. */
  readonly findHandler = (type: string): EventHandler | undefined =>
    findEventHandler(this.getHandlers(), type);
}
