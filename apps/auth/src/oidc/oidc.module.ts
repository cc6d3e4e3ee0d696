import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { UsersModule } from '../users/users.module.js';
import { BeakPhotoController } from './beak-photo.controller.js';
import { CurrentProvider, PeopleParts, StorageParts } from './current-provider.js';
import { Interactions } from './interactions.js';
import { OidcRequests } from './oidc-requests.js';
import { SignInController } from './sign-in.controller.js';
import { UserinfoController } from './userinfo.controller.js';

/** OpenID Connect and OAuth 2.0 at `/oidc` (A2, A3). */
@Module({
  imports: [CqrsModule, CredentialsModule, KeysModule, LimitsModule, UsersModule],
  controllers: [SignInController, BeakPhotoController, UserinfoController],
  providers: [CurrentProvider, PeopleParts, StorageParts, Interactions, OidcRequests],
  exports: [Interactions],
})
export class OidcModule {}
