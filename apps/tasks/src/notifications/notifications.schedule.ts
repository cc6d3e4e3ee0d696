import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { InstanceLeases, type BackgroundLoop } from '@ates/platform';
import { DeleteOldNotifications } from './delete-old-notifications.js';

const hour = 60 * 60 * 1000;

/** Deletes old notifications every hour, on one instance at a time. */
@Injectable()
export class NotificationsSchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop: BackgroundLoop;

  constructor(leases: InstanceLeases, commands: CommandBus) {
    this.loop = leases.leasedLoop({
      lease: 'old-notifications',
      name: 'Deletion of old notifications',
      idleMilliseconds: hour,
      work: () => commands.execute(new DeleteOldNotifications()),
    });
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}
