import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { InvitationsModule } from '../invitations/invitations.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { ResetLinksModule } from '../reset-links/reset-links.module.js';
import { AddInvitedPersonHandler } from './add-invited-person.js';
import { ChangeUserHandler } from './change-user.js';
import { CreateUserHandler } from './create-user.js';
import { DeleteUserHandler } from './delete-user.js';
import { DemoPeople } from './demo-people.js';
import { SignIn } from './sign-in.js';
import { SignInAttempts } from './sign-in-attempts.js';
import { SignInLog } from './sign-in-log.js';
import { RemoveBeakHandler } from './remove-beak.js';
import { SendPasswordResetHandler } from './send-password-reset.js';
import { SetBeakHandler } from './set-beak.js';
import { SetPasswordHandler } from './set-password.js';
import { SignOutEverywhereHandler } from './sign-out-everywhere.js';
import { UsersController } from './users.controller.js';
import { UsersDirectory, UsersQueries } from './users.queries.js';

/** People: managing and reading them, and signing them in. */
@Module({
  imports: [CqrsModule, CredentialsModule, InvitationsModule, LimitsModule, MailsModule, ResetLinksModule],
  controllers: [UsersController],
  providers: [
    AddInvitedPersonHandler,
    CreateUserHandler,
    ChangeUserHandler,
    DeleteUserHandler,
    SetPasswordHandler,
    SendPasswordResetHandler,
    RemoveBeakHandler,
    SignOutEverywhereHandler,
    SetBeakHandler,
    UsersQueries,
    UsersDirectory,
    SignIn,
    SignInAttempts,
    SignInLog,
    DemoPeople,
  ],
  exports: [UsersQueries, UsersDirectory, SignIn, SignInLog],
})
export class UsersModule {}
