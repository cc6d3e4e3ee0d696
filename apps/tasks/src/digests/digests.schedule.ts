import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, MailLoop } from '@ates/mail';
import { Database, InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { DeleteOldDigests } from './delete-old-digests.js';
import { digestTable } from './digest-queue.js';
import { digestsQueued } from './queue-digests.js';
import { SendDueDigest } from './send-due-digest.js';

const hour = 60 * 60 * 1000;

/** Mails the digests that are due, and deletes old ones every hour. */
@Injectable()
export class DigestsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly mailing: MailLoop;
  private readonly deletion: BackgroundLoop;

  constructor(commands: CommandBus, leases: InstanceLeases, mailer: Mailer, database: Database) {
    this.mailing = new MailLoop(leases, mailer, {
      lease: 'the sending of digests',
      name: 'mailing digests',
      isDue: () => digestTable.isDue(database),
      sendDue: (signal) => commands.execute(new SendDueDigest(signal)),
    });
    database.signals.on(digestsQueued, () => this.mailing.wake());
    this.deletion = leases.leasedLoop({
      lease: 'old-digests',
      name: 'Deletion of old digests',
      idleMilliseconds: hour,
      work: () => commands.execute(new DeleteOldDigests()),
    });
  }

  onApplicationBootstrap(): void {
    this.mailing.start();
    this.deletion.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.mailing.stop(), this.deletion.stop()]);
  }
}
