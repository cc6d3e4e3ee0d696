import { uuid } from '@ates/contracts';
import { Problem, type Principal } from '@ates/platform';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import type { IdentitySettings } from '../identity-settings.js';

/** A verified access token. */
export interface AccessToken {
  principal: Principal;
  /** The client that the token was issued to, if the token names it. */
  clientId: string | undefined;
  /** Seconds since 1970. */
  expiresAt: number;
  /** Seconds since 1970. */
  issuedAt: number;
  /** The person's display name; empty if the token has none. */
  name: string;
  email: string;
}

const malformed = 'The access token is not a well-formed JWT. Send it exactly as issued.';

export const malformedToken = (): Problem => new Problem('unauthenticated', 'malformed-token', malformed);

export const severalTokens = (): Problem =>
  new Problem(
    'unauthenticated',
    'malformed-token',
    'There are several Authorization headers. Send one, with the access token.',
  );

/** `circumstance` is a sentence, with a trailing space, that says why the grace does not apply. */
export const expiredToken = (circumstance = ''): Problem =>
  new Problem(
    'unauthenticated',
    'expired-token',
    `The access token has expired. ${circumstance}Refresh it or sign in again.`,
  );

export const invalidToken = (why: string): Problem =>
  new Problem('unauthenticated', 'invalid-token', `${why} Sign in again for a token meant for this service.`);

const knownClaims = z.looseObject({
  sub: z.string().min(1),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string()).length(1)]),
  iat: z.number(),
  client_id: z.string().optional(),
  azp: z.string().optional(),
  scope: z.union([z.string(), z.array(z.string()).transform((scopes) => scopes.join(' '))]).default(''),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().default('').catch(''),
  // Keycloak's kind of token.
  typ: z.literal('Bearer').optional(),
});

type Claims = z.infer<typeof knownClaims>;

/** Hashes of accompanying tokens, which only ID tokens have. */
const claimsOfIdTokens = ['at_hash', 'c_hash'];

const rolesIn = z.union([z.string().transform((role) => [role]), z.array(z.string())]);

/** The issuer's settings needed for reading claims (A7). */
type TokenReading = Pick<IdentitySettings, 'issuer' | 'rolesClaim' | 'takesAnySubject'>;

/**
 * Reads the principal of a token. It is a service when the client (`client_id`, else `azp`) is the `sub` and there are
 * no roles, or when the token is for the service account of a Keycloak client; otherwise a person. A person's `sub` is
 * their UUID, or is mapped to one if the settings allow. Throws the Problem `invalid-token`.
 */
export function readClaims(payload: unknown, reading: TokenReading): AccessToken {
  const parsed = knownClaims.safeParse(payload);
  if (!parsed.success) {
    throw invalidToken(
      `The access token's ${String(parsed.error.issues[0]?.path[0])} is missing or invalid.`,
    );
  }
  const claims = parsed.data;
  if (claimsOfIdTokens.some((claim) => claim in claims)) {
    throw invalidToken('The token is an ID token, not an access token.');
  }
  return {
    principal: principalOf(claims, reading),
    clientId: claims.client_id ?? claims.azp,
    expiresAt: claims.exp,
    issuedAt: claims.iat,
    name: claims.name ?? claims.preferred_username ?? claims.email,
    email: claims.email,
  };
}

function principalOf(claims: Claims, reading: TokenReading): Principal {
  const scopes = claims.scope.split(' ').filter((scope) => scope !== '');
  const rolesFound = claimAt(claims, reading.rolesClaim);
  const client = claims.client_id ?? claims.azp;
  if (client !== undefined && isService(claims, client, rolesFound)) {
    return { kind: 'service', id: client, roles: [], scopes };
  }
  const roles = rolesIn.safeParse(rolesFound ?? []);
  const id = personIdOf(claims.sub, reading);
  if (!roles.success || id === undefined) {
    throw invalidToken('The access token lacks a valid person or valid roles.');
  }
  return { kind: 'person', id, roles: roles.data, scopes };
}

/** A Keycloak client's token has a `sub` and default roles like a person's, but only a client's has `client_id`. */
const isService = (claims: Claims, client: string, rolesFound: unknown): boolean =>
  (rolesFound === undefined && client === claims.sub) ||
  (claims.client_id !== undefined &&
    claims.preferred_username === `service-account-${claims.client_id.toLowerCase()}`);

function personIdOf(subject: string, { issuer, takesAnySubject }: TokenReading): string | undefined {
  const id = uuid.safeParse(subject);
  if (id.success) {
    return id.data;
  }
  return takesAnySubject ? uuidv5(`${issuer}#${subject}`, uuidv5.URL) : undefined;
}

/** Returns the claim by its whole name (some issuers use dots in names), else by its path. */
const claimAt = (claims: Claims, path: string): unknown =>
  claimIn(claims, path) ?? stepsOf(path).reduce<unknown>(claimIn, claims);

/** Splits a path by RFC 6901 if it starts with a slash, else at dots. */
const stepsOf = (path: string): string[] =>
  path.startsWith('/')
    ? path
        .slice(1)
        .split('/')
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    : path.split('.');

const claimIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
