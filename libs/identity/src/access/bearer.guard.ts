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
import { expiredToken, malformedToken } from './access-token.js';
import { bearerTokenOf, type RequestWithHeaders } from './bearer-token.js';
import { authorize } from './authorize.js';
import { PeopleDirectory } from './people-directory.js';
import { TokenExpiry } from './token-expiry.js';
import { VerifiedTokens } from './verified-tokens.js';

type IncomingRequest = RequestWithHeaders & RequestWithPrincipal & { user?: AccessToken };

/**
 * Stands before every route: verifies the bearer token, hears the last word about the person (A8), and lets in whom
 * the route's `@Allow` names. Leaves the caller in `request.principal`, and in `request.authorization` for an answer that
 * goes on for long.
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
    // Messages carry no token: who may publish is the broker's, or the feed's owner's, to say.
    if (context.getType() !== 'http') {
      return true;
    }
    const access = this.declaredAccess(context);
    if (access === 'anonymous') {
      return true;
    }
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const token = await this.verify(context, request);
    const { kind, id } = token.principal;
    noteCaller({ kind: kind === 'person' ? kind : 'client', id }, token.clientId);
    const principal = await this.admit(access, token);
    request.principal = principal;
    request.authorization = { principal, stillHolds: () => this.stillAdmits(access, token) };
    return true;
  }

  /** How the passport strategy ended. */
  override handleRequest<User>(error: unknown, user: User | false | null, info: unknown): User {
    if (error) {
      throw error;
    }
    if (!user) {
      throw problemOfToken(info);
    }
    return user;
  }

  /** Who a token speaks for, as of now; throws the Problem that says why the route is closed to them. */
  private async admit(
    access: AccessRule | undefined,
    { principal, expiresAt }: AccessToken,
  ): Promise<Principal> {
    const isInGrace = await this.expiry.requireLife(expiresAt);
    const known = await this.withLastWord(principal, isInGrace);
    authorize(access, known);
    return known;
  }

  private async stillAdmits(access: AccessRule | undefined, token: AccessToken): Promise<boolean> {
    try {
      await this.admit(access, token);
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

  private async verify(context: ExecutionContext, request: IncomingRequest): Promise<AccessToken> {
    const token = tokenOf(request);
    const known = this.verifiedTokens.find(token);
    if (known) {
      return known;
    }
    await super.canActivate(context);
    if (!request.user) {
      throw new Error('The strategy let a request pass and did not say whose');
    }
    await this.noteSignedIn(request.user);
    this.verifiedTokens.add(token, request.user);
    return request.user;
  }

  private async noteSignedIn({ principal, name, email, issuedAt }: AccessToken): Promise<void> {
    if (principal.kind === 'person') {
      const { id, roles } = principal;
      const now = this.clock.now().getTime();
      const at = new Date(Math.min(now, issuedAt === undefined ? Infinity : issuedAt * 1000));
      await this.directory?.noteSignedIn({ id, name, email, roles, at });
    }
  }

  private async withLastWord(principal: Principal, isInGrace: boolean): Promise<Principal> {
    if (principal.kind === 'service' || !this.directory) {
      return principal;
    }
    const known = await this.directory.find(principal.id);
    // While the issuer is away nobody can be asked: past its time a token alone proves nothing.
    if (!known && isInGrace) {
      throw expiredToken();
    }
    const person = known ?? (await this.directory.ask(principal.id));
    if (!person) {
      throw new Problem(
        'unauthenticated',
        'unknown-person',
        'There is no account for the person that this token is for. Sign in again.',
      );
    }
    if (person.isDeleted) {
      throw new Problem('unauthenticated', 'account-deleted', 'This account was deleted.');
    }
    return { ...principal, roles: person.roles };
  }
}

function tokenOf(request: RequestWithHeaders): string {
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
