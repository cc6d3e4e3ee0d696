import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { DeleteOldNotificationsHandler } from './delete-old-notifications.js';
import { MarkNotificationsReadHandler } from './mark-notifications-read.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsQueries } from './notifications.queries.js';
import { NotificationsSchedule } from './notifications.schedule.js';

/** What people are notified of: tasks that come and go, and reassignments. */
@Module({
  imports: [CqrsModule],
  controllers: [NotificationsController],
  providers: [
    DeleteOldNotificationsHandler,
    MarkNotificationsReadHandler,
    NotificationsQueries,
    NotificationsSchedule,
  ],
})
export class NotificationsModule {}
