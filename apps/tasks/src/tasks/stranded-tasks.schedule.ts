import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { cachedUsersChanged } from '@ates/identity';
import { Database, Gauges, InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { RedrawStrandedTasks } from './redraw-stranded-tasks.js';
import { TasksQueries } from './tasks.queries.js';

// Changes of cached users wake the loop; polling only finds changes made on other instances.
const idleMilliseconds = { first: 500, longest: 2000 };

/**
 * Finds open tasks of people who may no longer perform and redraws them, on one instance at a time. All state is in the
 * database, so a crash loses nothing, and tasks that found no one are drawn once someone is eligible.
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
      help: 'Open tasks whose performer may no longer perform and for which no one else could be drawn yet',
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
