import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { TellEarlierPrices } from './publish-earlier-prices.js';

// Whether anything is left is one look into an empty index.
const idleMilliseconds = 60_000;

/** Tells of prices that were made before Finance told of any, on one instance at a time, until none is left (F8). */
@Injectable()
export class EarlierPricesSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(commands: CommandBus, leases: InstanceLeases) {
    this.loop = leases.leasedLoop({
      lease: 'earlier-prices',
      name: 'telling of earlier prices',
      idleMilliseconds,
      work: () => commands.execute(new TellEarlierPrices()),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
