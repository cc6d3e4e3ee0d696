import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';

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

/** Declares who may use a route or a controller. The guard refuses a route that declares nothing. */
export const Allow = (rule: AccessRule) => SetMetadata(accessRuleKey, rule);

/** Declares that a route is open to whoever asks, without a token. */
export const AllowAnonymous = () => SetMetadata(accessRuleKey, 'anonymous');

export type DeclaredAccess = AccessRule | 'anonymous' | undefined;

/** The request as the guard leaves it. */
export interface RequestWithPrincipal {
  principal?: Principal;
}

/** The caller that the guard let in. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = context.switchToHttp().getRequest<RequestWithPrincipal>();
  if (!principal) {
    throw new Error('CurrentPrincipal is for routes that the guard protects');
  }
  return principal;
});

/** True when a person has at least one of the roles. */
export const hasRole = (principal: Principal, ...roles: string[]): boolean =>
  principal.kind === 'person' && principal.roles.some((role) => roles.includes(role));
