import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { cachedUsersChanged } from '@ates/identity';
import { Database, Gauges, InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { ContinueReassignment } from './continue-reassignment.js';
import { ReassignmentsQueries } from './reassignments.queries.js';
import { reassignmentRequested } from './request-reassignment.js';

// New requests and changes of cached users wake the loop; polling only finds those made on other instances.
const idleMilliseconds = { first: 200, longest: 2000 };

/**
 * Runs reassignments, on one instance at a time (T4). All state is in the database, so a crash loses nothing.
 */
@Injectable()
export class ReassignmentsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(
    leases: InstanceLeases,
    commands: CommandBus,
    gauges: Gauges,
    queries: ReassignmentsQueries,
    database: Database,
  ) {
    gauges.register({
      name: 'reassignments_waiting_for_performers',
      help: 'Unfinished reassignments that wait because no one is eligible to perform tasks',
      measure: () => queries.countWaiting(),
    });
    this.loop = leases.leasedLoop({
      lease: 'reassignments',
      name: 'reassignments',
      idleMilliseconds,
      work: () => commands.execute(new ContinueReassignment()),
    });
    for (const signal of [reassignmentRequested, cachedUsersChanged]) {
      database.signals.on(signal, () => this.loop.wake());
    }
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
