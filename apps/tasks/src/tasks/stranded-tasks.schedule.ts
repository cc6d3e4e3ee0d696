import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { BackgroundLoop, Figures, InstanceLocks } from '@ates/platform';
import { RedrawStrandedTasks } from './redraw-stranded-tasks.js';
import { TasksQueries } from './tasks.queries.js';

const idleMilliseconds = 500;

/**
 * Looks for open tasks of people who no longer perform, on one instance at a time. What is due is what the tables say,
 * so nothing is lost with a process, and tasks that found nobody are drawn once somebody is there.
 */
@Injectable()
export class StrandedTasksSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(locks: InstanceLocks, commands: CommandBus, figures: Figures, queries: TasksQueries) {
    figures.enter({
      name: 'tasks_waiting_for_performer',
      help: 'Open tasks whose performer may no longer perform and for whom nobody else could be drawn yet',
      measure: () => queries.countWaitingForPerformer(),
    });
    this.loop = new BackgroundLoop({
      name: 'Redraws of stranded tasks',
      idleMilliseconds,
      work: async () => {
        const isOurs = await locks.acquire('stranded-tasks');
        return isOurs && (await commands.execute(new RedrawStrandedTasks()));
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
