import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, mailsAtOnce } from '@ates/mail';
import { Database, InstanceLeases } from '@ates/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { isMailDue } from './mail-list.queries.js';
import { mailAdded } from './mails.js';
import { SendDueMail } from './send-due-mail.js';

// New mails wake the loop; polling finds retries that have become due.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

// One attempt takes at most a minute.
const stalledMilliseconds = 2 * 60_000;

/** How long mails being sent may take when the service stops. */
const graceMilliseconds = 3_000;

/** Sends due mails, a few at a time (A9). Mails are claimed in the database, so a second instance does no harm. */
@Injectable()
export class MailsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;
  private readonly aborting = new AbortController();

  constructor(
    private readonly commands: CommandBus,
    leases: InstanceLeases,
    private readonly mailer: Mailer,
    private readonly database: Database,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the sending of mails',
      name: 'mails',
      idleMilliseconds,
      stalledAfterMilliseconds: stalledMilliseconds,
      work: (signal, progress) => this.sendDueMails(signal, progress),
    });
    database.signals.on(mailAdded, () => this.loop.wake());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const stopped = this.loop.stop();
    await Promise.race([stopped, delay(graceMilliseconds, undefined, { ref: false })]);
    this.aborting.abort();
    await stopped;
    this.mailer.close();
  }

  private async sendDueMails(signal: AbortSignal, progress: () => void): Promise<boolean> {
    if (!(await isMailDue(this.database))) {
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
      const wasDue = await this.commands.execute(new SendDueMail(this.aborting.signal));
      progress();
      if (!wasDue) {
        return;
      }
    }
  }
}
