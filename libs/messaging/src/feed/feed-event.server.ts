import { Server } from '@nestjs/microservices';
import { stalledCallsMilliseconds, type BackgroundLoop } from '@ates/platform';
import { findEventHandler, type EventHandler } from '../consuming/event-handler.js';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { feedLag } from '../metrics.js';
import { Reconciliation, type ReconciliationServices } from '../reconciliation/reconciliation.js';
import { FeedPosition } from './feed-position.js';
import { FeedReader, leaseOf, type FeedSubscription } from './feed-reader.js';

const standbyMilliseconds = 1000;
// After an empty page; only to be kind to a producer that does not wait as it is asked to.
const emptyMilliseconds = 20;
const waitSeconds = 20;

/**
 * Takes the events of one producer from its feed over HTTP (S4) and gives them to the `@EventPattern` handlers: the
 * transport where there is no broker.
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
      work: (signal) => this.reader.readOn(signal, waitSeconds),
    });
  }

  /** Is done at once: the producer may come later. */
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

  /** Lets the batch in hand finish. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([this.loop.stop(), this.reconciliation.stop()]);
  }

  on(): void {
    throw new Error('The feed has no events of its own to listen to');
  }

  unwrap<Client>(): Client {
    throw new Error('The feed has no client to unwrap');
  }

  /** The handler of a routing key. */
  readonly findHandler = (type: string): EventHandler | undefined =>
    findEventHandler(this.getHandlers(), type);
}
