import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { CachedUsersModule, IdentityModule, StoredIssuerKeys, type ServiceClient } from '@ates/identity';
import { MessagingModule, type messagingKeys, type Subscription } from '@ates/messaging';
import {
  DatabaseModule,
  OperationModule,
  type clientKeys,
  type DatabaseSettings,
  type readKeys,
  type serviceKeys,
} from '@ates/platform';
import { SecurityLogModule, shortenSecurityLog, type securityLogKeys } from '@ates/security-log';
import type { z } from 'zod';

type Keys<Shape extends z.ZodRawShape> = z.infer<z.ZodObject<Shape>>;

type ClientConfiguration = Keys<typeof serviceKeys & typeof clientKeys>;

/** The keys of every service; of those that only some have, what they mean when they are missing is the default. */
type ServiceConfiguration = Keys<typeof serviceKeys & typeof messagingKeys & typeof securityLogKeys> &
  Partial<Pick<ClientConfiguration, 'SERVICE_PART' | 'RECONCILE_SECONDS'> & Keys<typeof readKeys>>;

interface ServiceSettings extends Pick<DatabaseSettings, 'entities' | 'migrations' | 'rights'> {
  /** The service's name, as in routing keys. */
  name: string;
  configuration: ServiceConfiguration;
  /** Whom it trusts: `clientIdentity`, or the issuer's own modules. */
  identity: readonly DynamicModule[];
  /** The producers whose events it consumes; none by default. */
  subscriptions?: readonly Subscription[];
  /** Connections for reads that may lag a little, to each server. */
  readConnections?: number;
}

/** The modules that every service consists of besides its features: database, identity, messaging, security log. */
export const serviceModules = (settings: ServiceSettings): NonNullable<ModuleMetadata['imports']> => [
  ScheduleModule.forRoot(),
  database(settings),
  ...settings.identity,
  messaging(settings),
  OperationModule,
  SecurityLogModule.forRoot(settings.name, settings.configuration),
];

const database = ({
  configuration,
  entities,
  migrations,
  rights,
  readConnections,
}: ServiceSettings): DynamicModule =>
  DatabaseModule.forRoot({
    url: configuration.DATABASE_URL,
    ownerUrl: configuration.DATABASE_OWNER_URL,
    entities,
    migrations,
    rights,
    asOwner: shortenSecurityLog(configuration.SECURITY_LOG_DAYS),
    part: configuration.SERVICE_PART,
    reads: {
      url: configuration.READ_DATABASE_URL,
      lagSeconds: configuration.READ_LAG_SECONDS,
      connections: readConnections,
    },
  });

const messaging = ({ name, configuration, subscriptions = [] }: ServiceSettings): DynamicModule =>
  MessagingModule.forRoot({
    service: name,
    part: configuration.SERVICE_PART,
    transport: configuration.MESSAGE_TRANSPORT,
    amqpUrl: configuration.AMQP_URL,
    publishers: configuration.AMQP_PUBLISHERS,
    reconcileSeconds: configuration.RECONCILE_SECONDS,
    subscriptions,
  });

/**
 * The identity of a service that is not itself the issuer: it checks the issuer's tokens, caches people, and calls
 * other services with `scopes` as its own client. People come from Auth, or from their tokens (A7).
 */
export const clientIdentity = (
  configuration: ClientConfiguration,
  scopes: readonly string[],
): DynamicModule[] => [
  IdentityModule.forRoot({
    issuer: configuration.OIDC_ISSUER,
    audience: configuration.OIDC_AUDIENCE,
    rolesClaim: configuration.OIDC_ROLES_CLAIM,
    discoveryUrl: configuration.OIDC_DISCOVERY_URL,
    tokenType: configuration.OIDC_TOKEN_TYPE,
    graceSeconds: configuration.OIDC_GRACE_SECONDS,
    takesAnySubject: configuration.PEOPLE_FROM === 'tokens',
    keyStore: StoredIssuerKeys,
    client: clientOf(configuration, scopes),
  }),
  CachedUsersModule.forRoot({
    authUrl: configuration.PEOPLE_FROM === 'auth' ? configuration.AUTH_URL : undefined,
  }),
];

/** Undefined if its credentials are missing, which is allowed in a read-only instance. */
const clientOf = (
  { SERVICE_CLIENT_ID: id, SERVICE_CLIENT_SECRET: secret }: ClientConfiguration,
  scopes: readonly string[],
): ServiceClient | undefined =>
  id !== undefined && secret !== undefined ? { id, secret, scopes } : undefined;
