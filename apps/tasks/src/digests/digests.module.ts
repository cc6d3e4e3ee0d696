import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Mailer, mailerOf } from '@ates/mail';
import { TasksConfiguration } from '../config.js';
import { ClosedDaysConsumer } from './closed-days.consumer.js';
import { DeleteOldDigestsHandler } from './delete-old-digests.js';
import { ChangeNotificationSettingsHandler } from './digest-settings.js';
import { DigestsController } from './digests.controller.js';
import { DigestMetrics } from './digests.metrics.js';
import { DigestsSchedule } from './digests.schedule.js';
import { QueueDigestsHandler } from './queue-digests.js';
import { SendDueDigestHandler } from './send-due-digest.js';

/** The daily digest of notifications by mail, for the people who turned it on. */
@Module({
  imports: [CqrsModule],
  controllers: [DigestsController, ClosedDaysConsumer],
  providers: [
    ChangeNotificationSettingsHandler,
    DeleteOldDigestsHandler,
    DigestMetrics,
    DigestsSchedule,
    QueueDigestsHandler,
    SendDueDigestHandler,
    {
      provide: Mailer,
      inject: [TasksConfiguration],
      useFactory: (configuration: TasksConfiguration): Mailer => mailerOf(configuration),
    },
  ],
})
export class DigestsModule {}
