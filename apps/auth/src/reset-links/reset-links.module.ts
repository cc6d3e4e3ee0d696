import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { ResetLinks } from './reset-links.js';

/** Password reset links, which people and administrators request (A9). */
@Module({
  imports: [LinksModule, MailsModule],
  providers: [ResetLinks],
  exports: [ResetLinks],
})
export class ResetLinksModule {}
