import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, MailLoop } from '@ates/mail';
import { Database, InstanceLeases } from '@ates/platform';
import { dayClosed } from '../ledger/open-days.js';
import { statementTable } from './deliveries.js';
import { statementUnparked } from './resend-statement.js';
import { SendDueStatement } from './send-due-statement.js';

/** Mails the statements that are due (F7). */
@Injectable()
export class StatementsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: MailLoop;

  constructor(commands: CommandBus, leases: InstanceLeases, mailer: Mailer, database: Database) {
    this.loop = new MailLoop(leases, mailer, {
      lease: 'the sending of statements',
      name: 'mailing statements',
      isDue: () => statementTable.isDue(database),
      sendDue: (signal) => commands.execute(new SendDueStatement(signal)),
    });
    for (const signal of [dayClosed, statementUnparked]) {
      database.signals.on(signal, () => this.loop.wake());
    }
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.loop.stop();
  }
}
