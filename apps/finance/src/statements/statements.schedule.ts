import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, mailsAtOnce } from '@ates/mail';
import { Database, InstanceLeases } from '@ates/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { dayClosed } from '../ledger/open-days.js';
import { isStatementDue } from './deliveries.js';
import { statementUnparked } from './resend-statement.js';
import { SendDueStatement } from './send-due-statement.js';

// Closing a day and resending a statement wake the loop; polling finds retries whose pause is over.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

// One mail takes a minute at most.
const stalledMilliseconds = 2 * 60_000;

/** How long mails in progress may take to finish when the service stops. */
const graceMilliseconds = 3_000;

/**
 * Mails the statements that are due, a few at a time (F7). Each tick reads from the database what is due, so extra or
 * missed ticks, or a second instance sending at the same time, do no harm.
 */
@Injectable()
export class StatementsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;
  private readonly cancellation = new AbortController();

  constructor(
    private readonly commands: CommandBus,
    leases: InstanceLeases,
    private readonly mailer: Mailer,
    private readonly database: Database,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the sending of statements',
      name: 'mailing statements',
      idleMilliseconds,
      stalledAfterMilliseconds: stalledMilliseconds,
      work: (signal, progress) => this.sendDueStatements(signal, progress),
    });
    for (const signal of [dayClosed, statementUnparked]) {
      database.signals.on(signal, () => this.loop.wake());
    }
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    const stopped = this.loop.stop();
    await Promise.race([stopped, delay(graceMilliseconds, undefined, { ref: false })]);
    this.cancellation.abort();
    await stopped;
    this.mailer.close();
  }

  private async sendDueStatements(signal: AbortSignal, progress: () => void): Promise<boolean> {
    if (!(await isStatementDue(this.database))) {
      return false;
    }
    const lanes = Array.from({ length: mailsAtOnce }, () => this.sendOneAfterAnother(signal, progress));
    const outcomes = await Promise.allSettled(lanes);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      throw failure.reason;
    }
    return false;
  }

  private async sendOneAfterAnother(signal: AbortSignal, progress: () => void): Promise<void> {
    while (!signal.aborted) {
      const wasDue = await this.commands.execute(new SendDueStatement(this.cancellation.signal));
      progress();
      if (!wasDue) {
        return;
      }
    }
  }
}
