import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases, stalledCallsMilliseconds } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { CloseDueDay } from './close-due-day.js';

// Close together after a start and after a close, when a day may be waiting for events that are on their way.
const tickMilliseconds = { first: 250, longest: 5000 };

/**
 * Closes every day that can be closed, in order, days that were missed too (F6), unless that is done by hand. A tick
 * decides nothing: what is due is read from the books, so that one more or less makes no difference.
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
      name: 'closing of days',
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
