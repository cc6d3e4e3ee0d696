import { Module } from '@nestjs/common';
import { LinksModule } from '../links/links.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { Invitations } from './invitations.js';

/** Invitations by mail. */
@Module({ imports: [LinksModule, MailsModule], providers: [Invitations], exports: [Invitations] })
export class InvitationsModule {}
