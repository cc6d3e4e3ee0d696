import { uuid } from '@ates/contracts';
import { Problem, type Principal } from '@ates/platform';
import { z } from 'zod';

/** A token whose signature and claims were found good. */
export interface AccessToken {
  principal: Principal;
  /** Seconds since 1970. */
  expiresAt: number;
}

const malformed = 'The access token is no well-formed JWT. Send the token as it was issued.';

export const malformedToken = (): Problem => new Problem('unauthenticated', 'malformed-token', malformed);

export const invalidToken = (why: string): Problem =>
  new Problem('unauthenticated', 'invalid-token', `${why} Sign in again for a token meant for this service.`);

const requiredClaims = z.looseObject({
  sub: z.string().min(1),
  exp: z.number(),
  aud: z.union([z.string(), z.array(z.string()).length(1)]),
  client_id: z.string().optional(),
  scope: z.string().default(''),
});

type Claims = z.infer<typeof requiredClaims>;

const rolesIn = z.union([z.string().transform((role) => [role]), z.array(z.string())]);

/**
 * Reads who a token speaks for. A token is a service's when `client_id` is its `sub` and it has no roles;
 * every other is a person's, whose `sub` is the person's UUID. Throws the Problem `invalid-token`.
 */
export function readClaims(payload: unknown, rolesClaim: string): AccessToken {
  const parsed = requiredClaims.safeParse(payload);
  if (!parsed.success) {
    throw invalidToken(
      `The access token's ${String(parsed.error.issues[0]?.path[0])} is missing or not as it should be.`,
    );
  }
  return { principal: principalOf(parsed.data, rolesClaim), expiresAt: parsed.data.exp };
}

function principalOf(claims: Claims, rolesClaim: string): Principal {
  const scopes = claims.scope.split(' ').filter((scope) => scope !== '');
  const rolesFound = claimAt(claims, rolesClaim);
  if (rolesFound === undefined && claims.client_id === claims.sub) {
    return { kind: 'service', id: claims.sub, roles: [], scopes };
  }
  const roles = rolesIn.safeParse(rolesFound ?? []);
  const id = uuid.safeParse(claims.sub);
  if (!roles.success || !id.success) {
    throw invalidToken('The access token does not say which person it is for, or with which roles.');
  }
  return { kind: 'person', id: id.data, roles: roles.data, scopes };
}

/** The claim by its whole name (some issuers have dots in it), else by its dotted path. */
const claimAt = (claims: Claims, path: string): unknown =>
  claims[path] ?? path.split('.').reduce<unknown>(claimIn, claims);

const claimIn = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
