import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { PasswordResetsController } from './password-resets.controller.js';
import { RequestPasswordResetHandler } from './request-password-reset.js';
import { OidcModule } from '../oidc/oidc.module.js';
import { ResetLinksModule } from '../reset-links/reset-links.module.js';
import { ForgottenPasswordPageController } from './forgotten-password-page.controller.js';
import { ResetPasswordPageController } from './reset-password-page.controller.js';
import { ResetPasswordHandler } from './reset-password.js';

/** Password resets with a link by mail (A9). */
@Module({
  imports: [
    CqrsModule,
    CredentialsModule,
    LimitsModule,
    LinksModule,
    MailsModule,
    OidcModule,
    ResetLinksModule,
  ],
  controllers: [PasswordResetsController, ForgottenPasswordPageController, ResetPasswordPageController],
  providers: [RequestPasswordResetHandler, ResetPasswordHandler],
})
export class PasswordResetModule {}
