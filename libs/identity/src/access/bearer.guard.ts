import { Injectable, Optional, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, AuthModuleOptions } from '@nestjs/passport';
import {
  accessRuleKey,
  Clock,
  noteCaller,
  Problem,
  type AccessRule,
  type DeclaredAccess,
  type Principal,
  type RequestWithPrincipal,
} from '@ates/platform';
import type { AccessToken } from './access-token.js';
import { problemOfToken } from './access-token.strategy.js';
import { expiredToken, malformedToken, severalTokens } from './access-token.js';
import { bearerTokenOf, isAmbiguous, type RequestWithHeaders } from './bearer-token.js';
import { authorize } from './authorize.js';
import { PeopleDirectory } from './people-directory.js';
import { TokenExpiry } from './token-expiry.js';
import { VerifiedTokens } from './verified-tokens.js';

type IncomingRequest = RequestWithHeaders & RequestWithPrincipal & { user?: AccessToken };

/**
 * Guards every route: verifies the bearer token, applies what this service knows about the person (A8), and checks the
 * route's `@Allow` rule. Sets `request.principal` and, for long-lived answers, `request.authorization`.
 */
@Injectable()
export class BearerGuard extends AuthGuard() {
  private readonly verifiedTokens: VerifiedTokens;

  constructor(
    options: AuthModuleOptions,
    private readonly reflector: Reflector,
    private readonly expiry: TokenExpiry,
    @Optional() private readonly directory?: PeopleDirectory,
    @Optional() private readonly clock: Clock = new Clock(),
  ) {
    super(options);
    this.verifiedTokens = new VerifiedTokens(clock);
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // Messages carry no token: the broker or the feed's owner authorizes publishers.
    if (context.getType() !== 'http') {
      return true;
    }
    const access = this.declaredAccess(context);
    if (access === 'anonymous') {
      return true;
    }
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const sent = tokenOf(request);
    const token = this.verifiedTokens.find(sent) ?? (await this.verify(context, request, sent));
    const { kind, id } = token.principal;
    noteCaller({ kind: kind === 'person' ? kind : 'client', id }, token.clientId);
    const principal = await this.authorizeCaller(access, token);
    request.principal = principal;
    request.authorization = { principal, stillHolds: () => this.isStillAuthorized(access, token) };
    return true;
  }

  /** Receives the outcome of the passport strategy. */
  override handleRequest<User>(error: unknown, user: User | false | null, info: unknown): User {
    if (error) {
      throw error;
    }
    if (!user) {
      throw problemOfToken(info);
    }
    return user;
  }

  /** Returns the caller with their current roles; throws the Problem with the reason if the route is closed to them. */
  private async authorizeCaller(
    access: AccessRule | undefined,
    { principal, expiresAt }: AccessToken,
  ): Promise<Principal> {
    const isInGrace = !this.expiry.isValid(expiresAt);
    if (isInGrace) {
      await this.expiry.requireGrace(expiresAt);
    }
    const known = await this.withCurrentRoles(principal, isInGrace);
    authorize(access, known);
    return known;
  }

  private async isStillAuthorized(access: AccessRule | undefined, token: AccessToken): Promise<boolean> {
    try {
      await this.authorizeCaller(access, token);
      return true;
    } catch (error) {
      if (error instanceof Problem) {
        return false;
      }
      throw error;
    }
  }

  private declaredAccess(context: ExecutionContext): DeclaredAccess {
    return this.reflector.getAllAndOverride<DeclaredAccess>(accessRuleKey, [
      context.getHandler(),
      context.getClass(),
    ]);
  }

  private async verify(
    context: ExecutionContext,
    request: IncomingRequest,
    token: string,
  ): Promise<AccessToken> {
    await super.canActivate(context);
    if (!request.user) {
      throw new Error('The strategy accepted a request without a user');
    }
    await this.noteSignedIn(request.user);
    this.verifiedTokens.add(token, request.user);
    return request.user;
  }

  private async noteSignedIn({ principal, name, email, issuedAt }: AccessToken): Promise<void> {
    if (principal.kind === 'person') {
      const { id, roles } = principal;
      const now = this.clock.now().getTime();
      const at = new Date(Math.min(now, issuedAt * 1000));
      await this.directory?.noteSignedIn({ id, name, email, roles, at });
    }
  }

  private async withCurrentRoles(principal: Principal, isInGrace: boolean): Promise<Principal> {
    if (principal.kind === 'service' || !this.directory) {
      return principal;
    }
    const known = await this.directory.find(principal.id);
    // In the grace period the issuer cannot be asked, and an expired token alone proves nothing.
    if (!known && isInGrace) {
      throw expiredToken();
    }
    const person = known ?? (await this.directory.ask(principal.id));
    if (!person) {
      throw new Problem(
        'unauthenticated',
        'unknown-person',
        'The person this token was issued to has no account. Sign in again.',
      );
    }
    if (person.isDeleted) {
      throw new Problem('unauthenticated', 'account-deleted', 'This account was deleted.');
    }
    return { ...principal, roles: person.roles };
  }
}

function tokenOf(request: RequestWithHeaders): string {
  if (isAmbiguous(request)) {
    throw severalTokens();
  }
  const token = bearerTokenOf(request);
  if (token === null) {
    throw new Problem(
      'unauthenticated',
      'missing-token',
      'Sign in first: send the access token as `Authorization: Bearer <token>`.',
    );
  }
  if (token === '') {
    throw malformedToken();
  }
  return token;
}
