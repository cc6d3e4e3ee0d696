import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { Mailer, mailerOf } from '@ates/mail';
import { AuthConfiguration } from '../config.js';
import { LinksModule } from '../links/links.module.js';
import { Mails } from './mails.js';
import { MailMetrics } from './mails.metrics.js';
import { MailsSchedule } from './mails.schedule.js';
import { SendDueMailHandler } from './send-due-mail.js';

/** Auth's mails: a durable queue and the loop that sends it. */
@Module({
  imports: [CqrsModule, LinksModule],
  providers: [
    Mails,
    MailMetrics,
    MailsSchedule,
    SendDueMailHandler,
    {
      provide: Mailer,
      inject: [AuthConfiguration],
      useFactory: (configuration: AuthConfiguration): Mailer => mailerOf(configuration),
    },
  ],
  exports: [Mails],
})
export class MailsModule {}
