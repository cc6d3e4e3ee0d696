import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases } from '@ates/platform';
import { LostDays } from './lost-days.js';
import { RestoreDay, type Restoration } from './restore-day.js';

const waitingMilliseconds = 500;
// How soon it is noticed that the database was restored or failed over; nothing is booked until then.
const doneMilliseconds = 2000;

/**
 * Restores lost days one by one, as their postings arrive from Tasks' feed (F11). Looks for them again whenever the
 * database was restored or failed over.
 */
@Injectable()
export class RestoringSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('restoring days');
  private readonly loop;
  private isDone = false;
  private lastLogged = '';

  constructor(
    private readonly commands: CommandBus,
    private readonly lostDays: LostDays,
    leases: InstanceLeases,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the restoring of days',
      name: 'restoring days',
      idleMilliseconds: () => (this.isDone ? doneMilliseconds : waitingMilliseconds),
      work: () => this.restore(),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  private async restore(): Promise<boolean> {
    if (!(await this.lostDays.compareIfRestored()) && this.isDone) {
      return false;
    }
    const progress = await this.commands.execute(new RestoreDay());
    this.log(progress);
    this.isDone = progress.state === 'done';
    return progress.state === 'restored';
  }

  private log(progress: Restoration): void {
    const message = messageFor(progress);
    if (message !== this.lastLogged && message !== '') {
      this.logger.log(message);
    }
    this.lastLogged = message;
  }
}

function messageFor(progress: Restoration): string {
  switch (progress.state) {
    case 'done':
      return '';
    case 'restored':
      return `${progress.day} is restored`;
    case 'waiting':
      return `waiting for ${progress.for}`;
  }
}
