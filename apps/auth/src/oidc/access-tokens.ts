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
import { beakGrantType, beakMethods } from '../credentials/beak-methods.js';
import type { UsersQueries } from '../users/users.queries.js';

/** The scopes that people's tokens can have. */
export const personsScopes = ['openid', 'profile', 'email'];

interface ServiceRights {
  audience: string;
  scopes: readonly string[];
}

/** The audience and scopes a service client may request; undefined for clients that people sign in with. */
const rightsOf = (client: Client): ServiceRights | undefined => {
  const { service_audience: audience, service_scopes: scopes } = client;
  return typeof audience === 'string' && typeof scopes === 'string'
    ? { audience, scopes: scopes.split(' ') }
    : undefined;
};

/** The audience of a token if the request names none. */
export const defaultAudience = (client: Client, audience: string): string =>
  rightsOf(client)?.audience ?? audience;

/** The properties of a token for an audience. Throws `InvalidTarget` if the client may not use that audience (A3). */
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

/** Rejects scopes a service may not have; the provider would silently ignore unknown ones. */
function grantedScopes(context: KoaContextWithOIDC, allowed: readonly string[]): readonly string[] {
  const { params } = context.oidc;
  if (!params) {
    return allowed;
  }
  // A request without scopes asks for all that the service may have.
  params['scope'] ??= allowed.join(' ');
  refuseExcess(String(params['scope']), allowed);
  return allowed;
}

/** Throws `InvalidScope` if `wanted` (scopes separated by spaces) contains one that is not allowed. */
export function refuseExcess(wanted: string, allowed: readonly string[]): void {
  const excess = wanted.split(' ').find((scope) => !allowed.includes(scope));
  if (excess !== undefined) {
    throw new errors.InvalidScope('requested scope is not allowed', excess);
  }
}

/**
 * The extra claims of a person's access token: their current roles, and how they signed in (`amr` as in RFC 8176:
 * `pwd`, `face`). Undefined for services.
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

/** How the owner of this request's code or refresh token originally signed in. */
function methodsOf(context: KoaContextWithOIDC): string[] | undefined {
  const { AuthorizationCode, DeviceCode, RefreshToken } = context.oidc.entities;
  return (RefreshToken ?? AuthorizationCode ?? DeviceCode)?.amr;
}
