import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases } from '@ates/platform';
import { RestoreDay, type Restoration } from './restore-day.js';

const waitingMilliseconds = 500;
const doneMilliseconds = 60 * 60_000;

/** Restores lost days one after the other, as their postings come in from the feed of Tasks (F11). */
@Injectable()
export class RestoringSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('restoring of days');
  private readonly loop;
  private isDone = false;
  private lastTold = '';

  constructor(
    private readonly commands: CommandBus,
    leases: InstanceLeases,
  ) {
    this.loop = leases.leasedLoop({
      lease: 'the restoring of days',
      name: 'restoring of days',
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
    const progress = await this.commands.execute(new RestoreDay());
    this.tell(progress);
    this.isDone = progress.state === 'done';
    return progress.state === 'restored';
  }

  private tell(progress: Restoration): void {
    const words = wordsFor(progress);
    if (words !== this.lastTold && words !== '') {
      this.logger.log(words);
    }
    this.lastTold = words;
  }
}

function wordsFor(progress: Restoration): string {
  switch (progress.state) {
    case 'done':
      return '';
    case 'restored':
      return `${progress.day} is closed again as it was`;
    case 'waiting':
      return `waiting for ${progress.for}`;
  }
}
