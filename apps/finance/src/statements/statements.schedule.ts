import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BackgroundLoop, InstanceLocks } from '@ates/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { Mailer } from './mailer.js';
import { SendDueStatement } from './send-due-statement.js';
import { mailsAtOnce } from './smtp-mailer.js';

const tickMilliseconds = 2_000;

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
    private readonly locks: InstanceLocks,
    private readonly mailer: Mailer,
  ) {
    this.loop = new BackgroundLoop({
      name: 'statements by mail',
      idleMilliseconds: tickMilliseconds,
      work: (signal) => this.sendDueStatements(signal),
    });
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

  private async sendDueStatements(signal: AbortSignal): Promise<boolean> {
    if (!(await this.locks.acquire('the sending of statements'))) {
      return false;
    }
    const lanes = Array.from({ length: mailsAtOnce }, () => this.sendOneAfterAnother(signal));
    const outcomes = await Promise.allSettled(lanes);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) {
      throw failure.reason;
    }
    return false;
  }

  private async sendOneAfterAnother(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const wasDue = await this.commands.execute(new SendDueStatement(this.breakingOff.signal));
      if (!wasDue) {
        return;
      }
    }
  }
}
