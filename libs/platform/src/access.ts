import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** Who is calling: a person with roles, or another service with scopes. */
export interface Principal {
  kind: 'person' | 'service';
  /** The person's UUID, or the service's client id. */
  id: string;
  roles: readonly string[];
  scopes: readonly string[];
}

/** Who may use a route. A service is let in by scope alone, a person by role alone. */
export interface AccessRule {
  /** Roles that may, or `everyone` who is signed in; nobody when left out. */
  people?: 'everyone' | readonly string[];
  /** The scope that lets a service in; no service when left out. */
  services?: string;
}

export const accessRuleKey = 'ates:access-rule';

export type DeclaredAccess = AccessRule | 'anonymous' | undefined;

/** Where the OpenAPI document has it until `describeAccess` makes words of it. */
export const accessExtension = 'x-access';

const declare = (access: AccessRule | 'anonymous') =>
  applyDecorators(SetMetadata(accessRuleKey, access), ApiExtension(accessExtension, { access }));

/**
 * Declares who may use a route or a controller, to the guard and to the OpenAPI document. The guard refuses a route that
 * declares nothing.
 */
export const Allow = (rule: AccessRule) => declare(rule);

/** Declares that a route is open to whoever asks, without a token. */
export const AllowAnonymous = () => declare('anonymous');

/** Why a caller was let in, for an answer that takes longer than that may hold. */
export interface Authorization {
  principal: Principal;
  /**
   * Whether the caller would be let in now as well: by the life of the token, the last word about the person (A8) and
   * the route's rule. Fails when the database does not answer.
   */
  stillHolds(): Promise<boolean>;
}

/** The request as the guard leaves it. */
export interface RequestWithPrincipal {
  principal?: Principal;
  authorization?: Authorization;
}

/** The caller that the guard let in. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) {
    throw new Error('CurrentPrincipal is for routes that the guard protects');
  }
  return principal;
});

/** Why the guard let the caller in. */
export const CurrentAuthorization = createParamDecorator((_: unknown, context: ExecutionContext): Authorization => {
  const { authorization } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!authorization) {
    throw new Error('CurrentAuthorization is for routes that the guard protects');
  }
  return authorization;
});

/** True when a person has at least one of the roles. */
export const hasRole = (principal: Principal, ...roles: string[]): boolean =>
  principal.kind === 'person' && principal.roles.some((role) => roles.includes(role));
