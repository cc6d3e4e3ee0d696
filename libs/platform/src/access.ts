import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The caller: a person with roles, or another service with scopes. */
export interface Principal {
  kind: 'person' | 'service';
  /** The person's UUID, or the service's client id. */
  id: string;
  roles: readonly string[];
  scopes: readonly string[];
}

/** Who may use a route. Scopes authorize services only, roles authorize people only. */
export interface AccessRule {
  /** The allowed roles, or `everyone` for every signed-in person; no people by default. */
  people?: 'everyone' | readonly string[];
  /** The scope that a service needs; no services by default. */
  services?: string;
}

export const accessRuleKey = 'ates:access-rule';

export type DeclaredAccess = AccessRule | 'anonymous' | undefined;

/** The OpenAPI extension that carries the rule until `describeOperations` turns it into a description. */
export const accessExtension = 'x-access';

const declare = (access: AccessRule | 'anonymous') =>
  applyDecorators(SetMetadata(accessRuleKey, access), ApiExtension(accessExtension, { access }));

/**
 * Declares who may use a route or a controller, both to the guard and in the OpenAPI document. The guard rejects every
 * request to a route without a declaration.
 */
export const Allow = (rule: AccessRule) => declare(rule);

/** Declares that a route is public: it needs no token. */
export const AllowAnonymous = () => declare('anonymous');

/** A caller's authorization, for responses that can outlive it, such as event streams. */
export interface Authorization {
  principal: Principal;
  /**
   * Checks again whether the caller is authorized: the token's expiry, the person's latest known state (A8) and the
   * route's rule. Rejects when the database does not answer.
   */
  stillHolds(): Promise<boolean>;
}

/** The request after the guard has authorized it. */
export interface RequestWithPrincipal {
  principal?: Principal;
  authorization?: Authorization;
}

/** Parameter decorator: the caller that the guard authorized. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) {
    throw new Error('CurrentPrincipal works only on routes behind the guard');
  }
  return principal;
});

/** Parameter decorator: the caller's authorization. */
export const CurrentAuthorization = createParamDecorator(
  (_: unknown, context: ExecutionContext): Authorization => {
    const { authorization } = context.switchToHttp().getRequest<RequestWithPrincipal>();
    if (!authorization) {
      throw new Error('CurrentAuthorization works only on routes behind the guard');
    }
    return authorization;
  },
);

/** True when a person has at least one of the roles. */
export const hasRole = (principal: Principal, ...roles: string[]): boolean =>
  principal.kind === 'person' && principal.roles.some((role) => roles.includes(role));
