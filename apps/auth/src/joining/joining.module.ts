import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { InvitationsModule } from '../invitations/invitations.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { OidcModule } from '../oidc/oidc.module.js';
import { AcceptInvitationHandler } from './accept-invitation.js';
import { AcceptRegistrationHandler } from './accept-registration.js';
import { ConfirmAddressHandler } from './confirm-address.js';
import { ConfirmationPageController } from './confirmation-page.controller.js';
import { DeclineRegistrationHandler } from './decline-registration.js';
import { InvitationPageController } from './invitation-page.controller.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitedPeopleQueries } from './invited-people.queries.js';
import { InvitePersonHandler } from './invite-person.js';
import { NewPeople } from './new-people.js';
import { RegistrationPageController } from './registration-page.controller.js';
import { RegisterPersonHandler } from './register-person.js';
import { RegistrationMails } from './registration-mails.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationsController } from './registrations.controller.js';
import { RegistrationsQueries } from './registrations.queries.js';
import { ResendConfirmationHandler } from './resend-confirmation.js';
import { ResendInvitationHandler } from './resend-invitation.js';
import { RevokeInvitationHandler } from './revoke-invitation.js';
import { SetUpAdministratorHandler } from './set-up-administrator.js';
import { SetupCode } from './setup-code.js';
import { SetupPageController } from './setup-page.controller.js';
import { UpgradeNotice } from './upgrade-notice.js';

/** Joining (A9): by registration, by invitation, and as the first administrator. */
@Module({
  imports: [
    CqrsModule,
    CredentialsModule,
    InvitationsModule,
    LimitsModule,
    LinksModule,
    MailsModule,
    OidcModule,
  ],
  controllers: [
    RegistrationController,
    RegistrationPageController,
    RegistrationsController,
    InvitationsController,
    ConfirmationPageController,
    InvitationPageController,
    SetupPageController,
  ],
  providers: [
    NewPeople,
    RegisterPersonHandler,
    RegistrationMails,
    ResendConfirmationHandler,
    ConfirmAddressHandler,
    AcceptRegistrationHandler,
    DeclineRegistrationHandler,
    RegistrationsQueries,
    InvitePersonHandler,
    ResendInvitationHandler,
    RevokeInvitationHandler,
    AcceptInvitationHandler,
    InvitedPeopleQueries,
    SetUpAdministratorHandler,
    SetupCode,
    UpgradeNotice,
  ],
})
export class JoiningModule {}
