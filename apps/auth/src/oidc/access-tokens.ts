import {
  errors,
  type AccessToken,
  type Client,
  type ClientCredentials,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import { signingAlgorithm } from '../keys/rotate-keys.js';
import type { AuthConfiguration } from '../config.js';
import { beakGrantType, beakMethods } from './beak-methods.js';
import type { UsersQueries } from '../users/users.queries.js';

/** What people's tokens may say at most. */
export const personsScopes = ['openid', 'profile', 'email'];

interface ServiceRights {
  audience: string;
  scopes: readonly string[];
}

/** What a service client may ask for; undefined for a client of people. */
const rightsOf = (client: Client): ServiceRights | undefined => {
  const { service_audience: audience, service_scopes: scopes } = client;
  return typeof audience === 'string' && typeof scopes === 'string'
    ? { audience, scopes: scopes.split(' ') }
    : undefined;
};

/** For whom a token is, when the request names nobody. */
export const usualAudience = (client: Client, audience: string): string =>
  rightsOf(client)?.audience ?? audience;

/** The token for an audience, or a refusal when the client has no business there (A3). */
export function tokenFor(
  context: KoaContextWithOIDC,
  wanted: string,
  client: Client,
  configuration: AuthConfiguration,
): ResourceServer {
  const rights = rightsOf(client);
  if (wanted !== (rights?.audience ?? configuration.OIDC_AUDIENCE)) {
    throw new errors.InvalidTarget();
  }
  const scopes = rights ? grantedScopes(context, rights.scopes) : personsScopes;
  return {
    audience: wanted,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: configuration.ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: signingAlgorithm } },
  };
}

/** The provider passes over scopes that it does not know; a service that asks for too much should hear of it. */
function grantedScopes(context: KoaContextWithOIDC, allowed: readonly string[]): readonly string[] {
  const { params } = context.oidc;
  if (!params) {
    return allowed;
  }
  // A service that names no scope means all it may have.
  params['scope'] ??= allowed.join(' ');
  refuseExcess(String(params['scope']), allowed);
  return allowed;
}

/** Throws when `wanted`, scopes with spaces between, names one that is not allowed. */
export function refuseExcess(wanted: string, allowed: readonly string[]): void {
  const excess = wanted.split(' ').find((scope) => !allowed.includes(scope));
  if (excess !== undefined) {
    throw new errors.InvalidScope('requested scope is not allowed', excess);
  }
}

/**
 * What a person's access token says besides the usual: the roles at this very moment, and how the person signed in
 * (`amr` as in RFC 8176: `pwd`, `face`). Nothing for a service.
 */
export async function personsClaims(
  users: UsersQueries,
  context: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
): Promise<{ roles: string[]; amr?: string[] } | undefined> {
  if (!('accountId' in token) || typeof token.accountId !== 'string') {
    return undefined;
  }
  const account = await users.account(token.accountId);
  const amr = token.gty === beakGrantType ? beakMethods : methodsOf(context);
  return { roles: account?.roles ?? [], ...(amr ? { amr } : {}) };
}

/** How the person once signed in whose code or refresh token this request uses. */
function methodsOf(context: KoaContextWithOIDC): string[] | undefined {
  const { AuthorizationCode, DeviceCode, RefreshToken } = context.oidc.entities;
  return (RefreshToken ?? AuthorizationCode ?? DeviceCode)?.amr;
}
