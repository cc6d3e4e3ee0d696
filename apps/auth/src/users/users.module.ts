import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { ChangeUserHandler } from './change-user.js';
import { CreateUserHandler } from './create-user.js';
import { DeleteUserHandler } from './delete-user.js';
import { DemoPeople } from './demo-people.js';
import { SignIn } from './sign-in.js';
import { RegisterUserHandler } from './register-user.js';
import { RegistrationController } from './registration.controller.js';
import { RemoveBeakHandler } from './remove-beak.js';
import { SetBeakHandler } from './set-beak.js';
import { SetPasswordHandler } from './set-password.js';
import { UsersController } from './users.controller.js';
import { UsersDirectory, UsersQueries } from './users.queries.js';

/** People: registering, administering and reading them. */
@Module({
  imports: [CqrsModule, CredentialsModule, LimitsModule],
  controllers: [RegistrationController, UsersController],
  providers: [
    RegisterUserHandler,
    CreateUserHandler,
    ChangeUserHandler,
    DeleteUserHandler,
    SetPasswordHandler,
    RemoveBeakHandler,
    SetBeakHandler,
    UsersQueries,
    UsersDirectory,
    SignIn,
    DemoPeople,
  ],
  exports: [UsersQueries, UsersDirectory, SignIn],
})
export class UsersModule {}
