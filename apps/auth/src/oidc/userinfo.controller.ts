import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { userinfo, type Userinfo } from '@ates/contracts';
import { Allow, CurrentPrincipal, Problem, type Principal } from '@ates/platform';
import { UsersQueries } from '../users/users.queries.js';

/**
 * Token -> who it speaks for (A5), OpenID Connect's userinfo. It is ours because the provider's own takes no token that
 * has an audience, and all of ours have one.
 */
@ApiTags('sign-in')
@Allow({ people: 'everyone' })
@Controller('oidc/me')
export class UserinfoController {
  constructor(private readonly users: UsersQueries) {}

  /** The person as they are now, which may be newer than the token. */
  @Get()
  @ApiOperation({ summary: 'Who the token speaks for', description: 'Userinfo of OpenID Connect.' })
  @ApiResponse({ status: 200, standardSchema: userinfo })
  async read(@CurrentPrincipal() principal: Principal): Promise<Userinfo> {
    const account = await this.users.account(principal.id);
    if (!account) {
      throw new Problem('unauthenticated', 'account-deleted', 'This account was deleted.');
    }
    return { sub: account.id, name: account.name, email: account.email, roles: account.roles };
  }

  /** The same; OpenID Connect lets a client choose. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Who the token speaks for, by POST' })
  @ApiResponse({ status: 200, standardSchema: userinfo })
  readByPost(@CurrentPrincipal() principal: Principal): Promise<Userinfo> {
    return this.read(principal);
  }
}
