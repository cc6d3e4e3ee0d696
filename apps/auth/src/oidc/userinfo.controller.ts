import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { userinfo, type Userinfo } from '@ates/contracts';
import { ApiRoute, Allow, CurrentPrincipal, Problem, type Principal } from '@ates/platform';
import { UsersQueries } from '../users/users.queries.js';

/**
 * OpenID Connect's userinfo: the person a token represents (A5). Replaces the provider's own endpoint, which rejects
 * tokens with an audience, and all of ours have one.
 */
@ApiTags('sign-in')
@Allow({ people: 'everyone' })
@Controller('oidc/me')
export class UserinfoController {
  constructor(private readonly users: UsersQueries) {}

  /** The person's current data, which may be newer than the token. */
  @Get()
  @ApiRoute({
    summary: 'Get the person a token represents',
    description: 'The userinfo endpoint of OpenID Connect.',
    answers: { 200: userinfo },
  })
  async read(@CurrentPrincipal() principal: Principal): Promise<Userinfo> {
    const account = await this.users.account(principal.id);
    if (!account) {
      throw new Problem('unauthenticated', 'account-deleted', 'This account has been deleted.');
    }
    return { sub: account.id, name: account.name, email: account.email, roles: account.roles };
  }

  /** The same by POST, because OpenID Connect requires both methods. */
  @Post()
  @HttpCode(200)
  @ApiRoute({ summary: 'Get the person a token represents, by POST', answers: { 200: userinfo } })
  readByPost(@CurrentPrincipal() principal: Principal): Promise<Userinfo> {
    return this.read(principal);
  }
}
