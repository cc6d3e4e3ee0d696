import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Mailer, mailsAtOnce } from '@ates/mail';
import { Database, InstanceLeases } from '@ates/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { dayClosed } from '../days/closing.js';
import { isStatementDue } from './deliveries.js';
import { statementUnparked } from './resend-statement.js';
import { SendDueStatement } from './send-due-statement.js';

// A close and a resend wake the loop; what is due again after a pause is found by polling.
const idleMilliseconds = { first: 1_000, longest: 5_000 };

// A mail takes a minute at most.
const stalledMilliseconds = 2 * 60_000;

/** How long mails on their way may take to get there when the service stops. */
const graceMilliseconds = 3_000;

/**
 * Mails the statements that are due, a few at a time (F7). What is due is read from the list, so that one tick more or
 * less makes no difference, and neither does a second instance that sends as well.
 */
@Injectable()
export class StatementsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;
  private readonly breakingOff = new AbortController();

  constructor(
    private readonly commands: CommandBus,
    leases: InstanceLeases,
    private readonly mailer: Mailer,
    private readonly database: Database,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the sending of statements',
      name: 'statements by mail',
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
    this.breakingOff.abort();
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
      const wasDue = await this.commands.execute(new SendDueStatement(this.breakingOff.signal));
      progress();
      if (!wasDue) {
        return;
      }
    }
  }
}
