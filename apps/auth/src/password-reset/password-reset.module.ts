import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { RequestPasswordResetHandler } from './request-password-reset.js';
import { ResetLinks } from './reset-links.js';
import { ResetPasswordPageController } from './reset-password-page.controller.js';
import { ResetPasswordHandler } from './reset-password.js';
import { SendPasswordResetHandler } from './send-password-reset.js';

/** Password resets with a link by mail (A9). */
@Module({
  imports: [CqrsModule, CredentialsModule, LimitsModule, LinksModule, MailsModule],
  controllers: [PasswordResetsController, ResetPasswordPageController],
  providers: [ResetLinks, RequestPasswordResetHandler, SendPasswordResetHandler, ResetPasswordHandler],
})
export class PasswordResetModule {}
