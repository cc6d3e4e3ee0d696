import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { PublishEarlierPrices } from './publish-earlier-prices.js';

// Checking whether anything is left costs one lookup in an empty index.
const idleMilliseconds = 60_000;

/** Publishes prices made before Finance emitted price events, on one instance at a time, until none is left (F8). */
@Injectable()
export class EarlierPricesSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(commands: CommandBus, leases: InstanceLeases) {
    this.loop = leases.leasedLoop({
      lease: 'earlier-prices',
      name: 'publishing earlier prices',
      idleMilliseconds,
      work: () => commands.execute(new PublishEarlierPrices()),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
