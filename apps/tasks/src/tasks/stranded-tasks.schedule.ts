import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { cachedUsersChanged } from '@ates/identity';
import { Database, Gauges, InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { RedrawStrandedTasks } from './redraw-stranded-tasks.js';
import { TasksQueries } from './tasks.queries.js';

// A change of a cached user wakes the loop; only what another instance changed is found by polling.
const idleMilliseconds = { first: 500, longest: 2000 };

/**
 * Looks for open tasks of people who no longer perform, on one instance at a time. What is due is what the tables say,
 * so nothing is lost with a process, and tasks that found nobody are drawn once somebody is there.
 */
@Injectable()
export class StrandedTasksSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(
    leases: InstanceLeases,
    commands: CommandBus,
    gauges: Gauges,
    queries: TasksQueries,
    database: Database,
  ) {
    gauges.register({
      name: 'tasks_waiting_for_performer',
      help: 'Open tasks whose performer may no longer perform and for whom nobody else could be drawn yet',
      measure: () => queries.countWaitingForPerformer(),
    });
    this.loop = leases.leasedLoop({
      lease: 'stranded-tasks',
      name: 'Redraws of stranded tasks',
      idleMilliseconds,
      work: () => commands.execute(new RedrawStrandedTasks()),
    });
    database.signals.on(cachedUsersChanged, () => this.loop.wake());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
