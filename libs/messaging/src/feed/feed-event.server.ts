import { Server } from '@nestjs/microservices';
import { BackgroundLoop } from '@ates/platform';
import { findEventHandler, type EventHandler } from '../consuming/event-handler.js';
import { FeedReader, type FeedServices, type FeedSubscription } from './feed-reader.js';

const standbyMilliseconds = 500;
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
  private isOurs = false;
  private isClosed = false;

  constructor(
    subscription: FeedSubscription,
    private readonly services: FeedServices,
    private readonly ready: Promise<void>,
  ) {
    super();
    this.reader = new FeedReader(subscription, services, (type) => this.findHandler(type));
    this.loop = new BackgroundLoop({
      name: this.reader.source,
      idleMilliseconds: () => (this.isOurs ? emptyMilliseconds : standbyMilliseconds),
      work: (signal) => this.work(signal),
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
    }
  }

  /** Lets the batch in hand finish. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.loop.stop();
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

  private async work(signal: AbortSignal): Promise<boolean> {
    this.isOurs = await this.services.locks.acquire(this.reader.lock);
    return this.isOurs && (await this.reader.readOn(signal, waitSeconds));
  }
}
