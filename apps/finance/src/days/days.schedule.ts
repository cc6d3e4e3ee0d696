import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BackgroundLoop, InstanceLocks } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { CloseDueDay } from './close-due-day.js';

const tickMilliseconds = 5_000;

/**
 * Closes every day that can be closed, in order, days that were missed too (F6), unless that is done by hand. A tick
 * decides nothing: what is due is read from the books, so that one more or less makes no difference.
 */
@Injectable()
export class DaysSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;

  constructor(
    private readonly commands: CommandBus,
    private readonly locks: InstanceLocks,
    private readonly configuration: FinanceConfiguration,
  ) {
    this.loop = new BackgroundLoop({
      name: 'closing of days',
      idleMilliseconds: tickMilliseconds,
      work: () => this.closeDueDay(),
    });
  }

  onApplicationBootstrap(): void {
    if (this.configuration.CLOSE_DAYS === 'automatically') {
      this.loop.start();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async closeDueDay(): Promise<boolean> {
    const isOurs = await this.locks.acquire('the closing of days');
    return isOurs && (await this.commands.execute(new CloseDueDay())) !== undefined;
  }
}
