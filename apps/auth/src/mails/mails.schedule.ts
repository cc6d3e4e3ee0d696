import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, MailLoop } from '@ates/mail';
import { Database, InstanceLeases } from '@ates/platform';
import { mailTable } from './mail-list.queries.js';
import { mailAdded } from './mails.js';
import { SendDueMail } from './send-due-mail.js';

/** Sends due mails (A9). */
@Injectable()
export class MailsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: MailLoop;

  constructor(commands: CommandBus, leases: InstanceLeases, mailer: Mailer, database: Database) {
    this.loop = new MailLoop(leases, mailer, {
      lease: 'the sending of mails',
      name: 'mails',
      isDue: () => mailTable.isDue(database),
      sendDue: (signal) => commands.execute(new SendDueMail(signal)),
    });
    database.signals.on(mailAdded, () => this.loop.wake());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }
}
