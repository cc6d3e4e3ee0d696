import { bestEffort, type InstanceLeases } from '@ates/platform';
import type { Mailer } from './mailer.js';
import { mailsAtOnce } from './smtp-mailer.js';

// A commit that makes a mail due wakes the loop; polling finds retries that have become due.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

// One attempt takes at most a minute.
const stalledMilliseconds = 2 * 60_000;

/** How long mails in progress may take when the service stops. */
const graceMilliseconds = 3_000;

/** A durable queue of mails. */
export interface MailQueue {
  lease: string;
  /** The loop's name in logs and metrics. */
  name: string;
  isDue: () => Promise<boolean>;
  /** Sends the mail that has been due longest; returns whether there was one. */
  sendDue: (signal: AbortSignal) => Promise<boolean>;
}

/**
 * Sends the due mails of a queue, a few at a time, under a lease. Mails are claimed in the database, so a second
 * instance that sends at the same time does no harm.
 */
export class MailLoop {
  private readonly loop;
  private readonly aborting = new AbortController();

  constructor(
    leases: InstanceLeases,
    private readonly mailer: Mailer,
    private readonly queue: MailQueue,
  ) {
    this.loop = leases.leasedLoop({
      lease: queue.lease,
      name: queue.name,
      idleMilliseconds,
      stalledAfterMilliseconds: stalledMilliseconds,
      work: (signal, progress) => this.sendDueMails(signal, progress),
    });
  }

  start(): void {
    this.loop.start();
  }

  /** Looks for due mails at once. */
  wake(): void {
    this.loop.wake();
  }

  /** Aborts mails that are still in progress after a few seconds, and closes the mailer. */
  async stop(): Promise<void> {
    const stopped = this.loop.stop();
    await bestEffort(graceMilliseconds, () => stopped);
    this.aborting.abort();
    await stopped;
    this.mailer.close();
  }

  private async sendDueMails(signal: AbortSignal, progress: () => void): Promise<boolean> {
    if (!(await this.queue.isDue())) {
      return false;
    }
    const lanes = Array.from({ length: mailsAtOnce }, () => this.sendUntilNoneIsDue(signal, progress));
    const outcomes = await Promise.allSettled(lanes);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      throw failure.reason;
    }
    return false;
  }

  private async sendUntilNoneIsDue(signal: AbortSignal, progress: () => void): Promise<void> {
    while (!signal.aborted) {
      const wasDue = await this.queue.sendDue(this.aborting.signal);
      progress();
      if (!wasDue) {
        return;
      }
    }
  }
}
