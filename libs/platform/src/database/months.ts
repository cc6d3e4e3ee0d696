import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { BackgroundLoop } from '../background-loop.js';
import { Database } from './database.js';
import { InstanceLeases } from './instance-leases.js';

const hour = 60 * 60 * 1000;

/**
 * Makes the coming months of the tables that are partitioned by month, three ahead, when the service starts and then
 * every hour (docs/adr/0069). If it fails for longer than that, new rows go to the default partition.
 */
@Injectable()
export class MonthsAhead implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(database: Database, leases: InstanceLeases) {
    this.loop = leases.leasedLoop({
      lease: 'months',
      name: 'Months ahead',
      idleMilliseconds: hour,
      work: async () => {
        await database.query(`select make_months()`);
        return false;
      },
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
