import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases, stalledCallsMilliseconds } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { CloseDueDay } from './close-due-day.js';

// Short after a start and after a close, when a day may be waiting for events on their way.
const tickMilliseconds = { first: 250, longest: 5000 };

/**
 * Closes every day that can be closed, in order, including days missed earlier (F6), unless days are closed by hand.
 * A tick decides nothing: each reads from the books what is due, so extra or missed ticks do no harm.
 */
@Injectable()
export class DaysSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;

  constructor(
    private readonly commands: CommandBus,
    leases: InstanceLeases,
    private readonly configuration: FinanceConfiguration,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the closing of days',
      name: 'closing days',
      idleMilliseconds: tickMilliseconds,
      stalledAfterMilliseconds: stalledCallsMilliseconds,
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
    return (await this.commands.execute(new CloseDueDay())) !== undefined;
  }
}
