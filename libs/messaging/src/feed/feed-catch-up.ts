import { Logger } from '@nestjs/common';
import { BackgroundLoop, CallRefused } from '@ates/platform';
import type { HandlerFinder } from '../consuming/subscriptions.js';
import { FeedReader, type FeedServices, type FeedSubscription } from './feed-reader.js';

const standbyMilliseconds = 500;
const doneMilliseconds = 60 * 60_000;
const withoutWaiting = 0;

/**
 * Takes from a producer's feed what it told before this service had a queue at the broker: a broker keeps nothing for
 * who comes later. Begins once the queue is bound, so that nothing falls between; what comes both ways takes effect
 * once. Done for good when the end of the feed was reached, and for this run when the producer has no feed to give.
 */
export class FeedCatchUp {
  private readonly logger = new Logger(FeedCatchUp.name);
  private readonly reader: FeedReader;
  private readonly loop: BackgroundLoop;
  private isDone = false;

  constructor(
    private readonly subscription: FeedSubscription,
    private readonly services: FeedServices,
    findHandler: HandlerFinder,
  ) {
    this.reader = new FeedReader(subscription, services, findHandler);
    this.loop = new BackgroundLoop({
      name: `catching up with the ${this.reader.source}`,
      idleMilliseconds: () => (this.isDone ? doneMilliseconds : standbyMilliseconds),
      work: (signal) => this.work(signal),
    });
  }

  start(): void {
    this.loop.start();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
  }

  private async work(signal: AbortSignal): Promise<boolean> {
    if (this.isDone || (await this.wasDoneBefore())) {
      this.isDone = true;
      return false;
    }
    if (!(await this.services.locks.acquire(this.reader.lock))) {
      return false;
    }
    return this.readOn(signal);
  }

  private async readOn(signal: AbortSignal): Promise<boolean> {
    try {
      if (await this.reader.readOn(signal, withoutWaiting)) {
        return true;
      }
    } catch (error) {
      if (!(error instanceof CallRefused)) {
        throw error;
      }
      this.logger.warn(`what ${this.subscription.producer} told before is not to be had: ${error.message}`);
      this.isDone = true;
      return false;
    }
    await this.noteDone();
    return false;
  }

  private async wasDoneBefore(): Promise<boolean> {
    const rows = await this.services.database.query<unknown>(
      `select from feed_position where producer = $1 and caught_up_at is not null`,
      [this.subscription.producer],
    );
    return rows.length > 0;
  }

  private async noteDone(): Promise<void> {
    await this.services.database.query(`update feed_position set caught_up_at = now() where producer = $1`, [
      this.subscription.producer,
    ]);
    this.isDone = true;
  }
}
