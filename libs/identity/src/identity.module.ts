import { Module, type DynamicModule, type ModuleMetadata, type Provider } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { ServiceCalls } from '@ates/platform';
import { randomUUID } from 'node:crypto';
import { AccessTokenStrategy } from './access/access-token.strategy.js';
import { BearerGuard } from './access/bearer.guard.js';
import { DeclaredAccessCheck } from './access/declared-access.js';
import { TokenExpiry } from './access/token-expiry.js';
import { CallTargets } from './calls/call-targets.js';
import { HttpServiceCalls } from './calls/http-service-calls.js';
import { ServiceToken } from './calls/service-token.js';
import { identitySettings, type IdentitySettings } from './identity-settings.js';
import { IssuerKeys } from './issuer/issuer-keys.js';
import { IssuerMetadata } from './issuer/issuer-metadata.js';
import { RemoteIssuerKeys } from './issuer/remote-issuer-keys.js';

export interface IdentityOptions extends IdentitySettings {
  /** A provider of `IssuerKeys`, for the service that is the issuer; else the issuer is asked over HTTP. */
  keys?: Provider;
  /** `StoredIssuerKeys`, for a service that keeps the issuer's keys in its database; else they end with the process. */
  keyStore?: Provider;
  /** A provider of `PeopleDirectory`; else the one of `CachedUsersModule` counts, where that is imported. */
  directory?: Provider;
  /** Modules that export what these two need. */
  imports?: ModuleMetadata['imports'];
}

/**
 * Who is calling, and as whom this service calls others. Every route of the service is closed but to whom its
 * `@Allow` names; a service with a route that names nobody does not start. Provides `ServiceCalls`.
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
