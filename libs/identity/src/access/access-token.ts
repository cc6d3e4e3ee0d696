import { uuid } from '@ates/contracts';
import { Problem, type Principal } from '@ates/platform';
import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import type { IdentitySettings } from '../identity-settings.js';

/** A token whose signature and claims were found good. */
export interface AccessToken {
  principal: Principal;
  /** The client that the token was issued to, where it says so. */
  clientId: string | undefined;
  /** Seconds since 1970. */
  expiresAt: number;
  /** Seconds since 1970, where the token says so. */
  issuedAt: number | undefined;
  /** What the person is called, empty where the token does not say. */
  name: string;
  email: string;
}

const malformed = 'The access token is no well-formed JWT. Send the token as it was issued.';

export const malformedToken = (): Problem => new Problem('unauthenticated', 'malformed-token', malformed);

/** A token that ran out; `circumstance` is a sentence of why that is not passed over. */
export const expiredToken = (circumstance = ''): Problem =>
  new Problem(
    'unauthenticated',
    'expired-token',
    `The access token ran out. ${circumstance}Refresh it or sign in again.`,
  );

export const invalidToken = (why: string): Problem =>
  new Problem('unauthenticated', 'invalid-token', `${why} Sign in again for a token meant for this service.`);

const knownClaims = z.looseObject({
  sub: z.string().min(1),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string()).length(1)]),
  iat: z.number().optional(),
  client_id: z.string().optional(),
  azp: z.string().optional(),
  scope: z.union([z.string(), z.array(z.string()).transform((scopes) => scopes.join(' '))]).default(''),
  name: z.string().optional().catch(undefined),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().default('').catch(''),
  // Keycloak says here what sort of token it is.
  typ: z.literal('Bearer').optional(),
});

type Claims = z.infer<typeof knownClaims>;

/** What an ID token says of the tokens it comes with; an access token never does. */
const claimsOfIdTokens = ['at_hash', 'c_hash'];

const rolesIn = z.union([z.string().transform((role) => [role]), z.array(z.string())]);

/** What reading needs to know of the issuer (A7). */
export type TokenReading = Pick<IdentitySettings, 'issuer' | 'rolesClaim' | 'takesAnySubject'>;

/**
 * Reads who a token speaks for. A token is a service's when its client (`client_id`, else `azp`) is its `sub` and it
 * has no roles, or when it is for the service account that Keycloak makes for a client; every other is a person's.
 * A person's `sub` is their UUID, or stands for one. Throws the Problem `invalid-token`.
 */
export function readClaims(payload: unknown, reading: TokenReading): AccessToken {
  const parsed = knownClaims.safeParse(payload);
  if (!parsed.success) {
    throw invalidToken(
      `The access token's ${String(parsed.error.issues[0]?.path[0])} is missing or not as it should be.`,
    );
  }
  const claims = parsed.data;
  if (claimsOfIdTokens.some((claim) => claim in claims)) {
    throw invalidToken('The token is an ID token, no access token.');
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
  if (client !== undefined && isServices(claims, client, rolesFound)) {
    return { kind: 'service', id: client, roles: [], scopes };
  }
  const roles = rolesIn.safeParse(rolesFound ?? []);
  const id = personIdOf(claims.sub, reading);
  if (!roles.success || id === undefined) {
    throw invalidToken('The access token does not say which person it is for, or with which roles.');
  }
  return { kind: 'person', id, roles: roles.data, scopes };
}

/** Keycloak gives a client's token a `sub` and default roles, as if it were a person; `client_id` it gives to no person. */
const isServices = (claims: Claims, client: string, rolesFound: unknown): boolean =>
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

/** The claim by its whole name (some issuers have dots in it), else by its path. */
const claimAt = (claims: Claims, path: string): unknown =>
  claimIn(claims, path) ?? stepsOf(path).reduce<unknown>(claimIn, claims);

/** RFC 6901 where the path begins with a slash, else dots between the steps. */
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
