import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BackgroundLoop, Figures, InstanceLocks } from '@ates/platform';
import { ContinueReassignment } from './continue-reassignment.js';
import { ReassignmentsQueries } from './reassignments.queries.js';

const idleMilliseconds = 200;

/**
 * Works on reassignments, on one instance at a time (T4). What is to be done is what the tables say, so a process that
 * ends takes nothing with it.
 */
@Injectable()
export class ReassignmentsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(locks: InstanceLocks, commands: CommandBus, figures: Figures, queries: ReassignmentsQueries) {
    figures.enter({
      name: 'reassignments_waiting_for_performers',
      help: 'Reassignments that cannot go on since nobody may perform tasks',
      measure: () => queries.countWaiting(),
    });
    this.loop = new BackgroundLoop({
      name: 'reassignments',
      idleMilliseconds,
      work: async () => {
        const isOurs = await locks.acquire('reassignments');
        return isOurs && (await commands.execute(new ContinueReassignment()));
      },
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
