import { Module, type DynamicModule } from '@nestjs/common';
import { IdentityModule, IssuerKeys, PeopleDirectory } from '@ates/identity';
import { serviceModules } from '@ates/service';
import { ClientsModule } from './clients/clients.module.js';
import { AuthConfiguration } from './config.js';
import { authMigrations } from './database/migrations.js';
import { authRights } from './database/rights.js';
import { ExpiredRowsSchedule } from './expired-rows/expired-rows.schedule.js';
import { JoiningModule } from './joining/joining.module.js';
import { KeysModule } from './keys/keys.module.js';
import { SigningKeys } from './keys/signing-keys.js';
import { MailsModule } from './mails/mails.module.js';
import { OidcModule } from './oidc/oidc.module.js';
import { PasswordResetModule } from './password-reset/password-reset.module.js';
import { OidcPayload } from './sessions/oidc-payload.entity.js';
import { User } from './users/user.entity.js';
import { UsersModule } from './users/users.module.js';
import { UsersDirectory } from './users/users.queries.js';

/** The Auth service, assembled from its configuration. */
@Module({})
export class AppModule {
  static forRoot(configuration: AuthConfiguration): DynamicModule {
    return {
      module: AppModule,
      global: true,
      imports: [
        ...serviceModules({
          name: 'auth',
          configuration,
          entities: [User, OidcPayload],
          migrations: authMigrations,
          rights: authRights,
          identity: [identity(configuration)],
        }),
        UsersModule,
        OidcModule,
        ClientsModule,
        PasswordResetModule,
        MailsModule,
        JoiningModule,
      ],
      providers: [{ provide: AuthConfiguration, useValue: configuration }, ExpiredRowsSchedule],
      exports: [AuthConfiguration],
    };
  }
}

/** Auth is the issuer, so keys and people come from its own database. */
const identity = (configuration: AuthConfiguration): DynamicModule =>
  IdentityModule.forRoot({
    issuer: configuration.OIDC_ISSUER,
    audience: configuration.OIDC_AUDIENCE,
    rolesClaim: 'roles',
    imports: [KeysModule, UsersModule],
    keys: { provide: IssuerKeys, useExisting: SigningKeys },
    directory: { provide: PeopleDirectory, useExisting: UsersDirectory },
  });
