import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider';
import { signingAlgorithm } from '../keys/rotate-keys.js';
import { tokenLifetimeSeconds } from '../keys/token-lifetime.js';
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
  audience: string,
): ResourceServer {
  const rights = rightsOf(client);
  if (wanted !== (rights?.audience ?? audience)) {
    throw new errors.InvalidTarget();
  }
  const scopes = rights ? grantedScopes(context, rights.scopes) : personsScopes;
  return {
    audience: wanted,
    scope: scopes.join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenLifetimeSeconds,
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
  const excess = String(params['scope'])
    .split(' ')
    .find((scope) => !allowed.includes(scope));
  if (excess !== undefined) {
    throw new errors.InvalidScope('requested scope is not allowed', excess);
  }
  return allowed;
}

/** What a person's access token says besides the usual: the roles at this very moment. Nothing for a service. */
export async function rolesFor(
  users: UsersQueries,
  accountId: unknown,
): Promise<{ roles: string[] } | undefined> {
  if (typeof accountId !== 'string') {
    return undefined;
  }
  const account = await users.account(accountId);
  return { roles: account?.roles ?? [] };
}
