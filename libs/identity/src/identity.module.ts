import { Module, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ServiceCalls } from '@ates/platform';
import { randomUUID } from 'node:crypto';
import { AccessTokenStrategy } from './access/access-token.strategy.js';
import { BearerGuard } from './access/bearer.guard.js';
import { DeclaredAccessCheck } from './access/declared-access.js';
import { TokenExpiry } from './access/token-expiry.js';
import { CallTargets } from './requests/call-targets.js';
import { HttpServiceCalls } from './calls/http-service-calls.js';
import { ServiceToken } from './calls/service-token.js';
import { identitySettings, type IdentitySettings } from './identity-settings.js';
import { IssuerKeys } from './issuer/issuer-keys.js';
import { IssuerMetadata } from './issuer/issuer-metadata.js';
import { RemoteIssuerKeys } from './issuer/remote-issuer-keys.js';

interface IdentityOptions extends IdentitySettings {
  /** A provider of `IssuerKeys` for the issuer itself. By default keys are fetched over HTTP. */
  keys?: Provider;
  /** `StoredIssuerKeys`, to keep the issuer's keys in the database. By default they are kept in memory only. */
  keyStore?: Provider;
  /** A provider of `PeopleDirectory`. Defaults to that of `CachedUsersModule` if it is imported. */
  directory?: Provider;
  /** Modules that export the dependencies of these providers. */
  imports?: ModuleMetadata['imports'];
}

/**
 * Authenticates and authorizes callers, and authenticates this service to others. Every route is closed except to
 * callers allowed by its `@Allow`; a service with an undeclared route does not start. Provides `ServiceCalls`.
 */
@Module({})
export class IdentityModule {
  static forRoot({ keys, keyStore, directory, imports = [], ...settings }: IdentityOptions): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      imports: [DiscoveryModule, PassportModule.register({ defaultStrategy: randomUUID() }), ...imports],
      providers: [
        { provide: identitySettings, useValue: settings },
        CallTargets,
        IssuerMetadata,
        keys ?? { provide: IssuerKeys, useClass: RemoteIssuerKeys },
        ...(keyStore ? [keyStore] : []),
        ...(directory ? [directory] : []),
        TokenExpiry,
        AccessTokenStrategy,
        { provide: APP_GUARD, useClass: BearerGuard },
        DeclaredAccessCheck,
        ServiceToken,
        { provide: ServiceCalls, useClass: HttpServiceCalls },
      ],
      exports: [ServiceCalls, IssuerKeys],
    };
  }
}
